"""What people read beside a chat: status, unread counts, search, canned replies (P5, P29)."""

from django_core.audit.models import AuditEntry
from django_core.conversations.lifecycle import SessionStatus
from django_core.conversations.models import Message, Session
from tests.factories import people
from tests.factories.messages import TEXT, session_talking, session_waiting, submit


def test_public_status_shows_no_word_and_no_person(citizen, staff, water, client):
    session = session_talking(citizen, staff, water)
    body = client.get(f"/api/v1/status/{session.number.lower()}").json()
    assert set(body) == {"number", "status", "department", "opened_date", "closed_date"}
    assert body["status"] == "ACTIVE"
    assert client.get("/api/v1/status/YD-0000-0000").status_code == 404


def test_quarantine_is_not_told_to_whoever_knows_the_number(citizen, client):
    session = submit(citizen).session
    Session.objects.filter(pk=session.pk).update(status=SessionStatus.QUARANTINED)
    assert client.get(f"/api/v1/status/{session.number}").json()["status"] == "ROUTING"


def test_unread_counts_follow_each_readers_mark(citizen, staff, water, client_of, act):
    session = session_talking(citizen, staff, water)
    for text in ("раз", "два"):
        act(citizen, session, "messages", text=text)
    at_staff = client_of(staff)
    assert at_staff.get("/api/v1/unread").json() == {"sessions": 1, "messages": 3}
    act(staff, session, "read", sequence=3)
    act(staff, session, "read", sequence=1)  # An older tab does not turn the mark back.
    assert at_staff.get("/api/v1/sessions").json()["results"][0]["unread"] == 1
    assert client_of(citizen).get("/api/v1/unread").json() == {"sessions": 1, "messages": 1}


def test_messages_after_a_sequence_come_in_order_and_in_pages(citizen, talking, client_of, act):
    for number in range(5):
        act(citizen, talking, "messages", text=f"{number}")
    path = f"/api/v1/sessions/{talking.pk}/messages"
    page = client_of(citizen).get(f"{path}?after_seq=1&limit=4").json()
    assert [row["sequence"] for row in page["results"]] == [2, 3, 4, 5]
    assert (page["has_more"], page["last_sequence"]) == (True, 7)
    assert client_of(citizen).get(f"{path}?limit=101").status_code == 422


def test_search_finds_by_phone_words_and_the_other_filters(
    citizen, staff, water, district, client_of, act
):
    citizen.phone = "+998901234567"
    citizen.save()
    session = session_talking(citizen, staff, water)
    session_waiting(people.citizen_make(district), water, TEXT.replace("трубу", "асфальт"))
    Message.objects.filter(session=session, sequence=1).update(language="ru")
    count = {
        query: client_of(staff).get(f"/api/v1/sessions?{query}").json()["count"]
        for query in (
            "phone=998 90 123-45-67",
            "phone=%2B998901234568",
            "words=ТРУБ",
            "words=двор труб",
            "words=асфальт выехали",
            "words=' | ! & :* ()",
            "is_mine=true",
            "verdict=CONFIRMED",
            "verdict=NONE",
            "language=ru",
            "is_overdue=true",
            "opened_from=2020-01-01",
            "opened_to=2020-01-01",
            "channel=TELEGRAM",
        )
    }
    assert list(count.values()) == [1, 0, 1, 1, 0, 2, 1, 1, 1, 1, 0, 2, 0, 0]


def test_canned_replies_belong_to_the_staff_of_their_department(
    staff, water, roads, operator, citizen, client_of
):
    path = "/api/v1/departments/water_sewer/canned-replies"
    words = {"language": "ru", "title": "Выезд", "text": "Бригада выехала."}
    made = client_of(staff).post(path, words, format="json")
    again = client_of(staff).post(path, words, format="json")
    assert (made.status_code, again.json()["code"]) == (201, "CANNED_REPLY_TITLE_TAKEN")
    one = f"/api/v1/canned-replies/{made.json()['canned_reply_uuid']}"
    stranger = people.staff_make(roads)
    for outsider in (stranger, citizen):
        client = client_of(outsider)
        codes = [client.get(path).status_code, client.delete(one).status_code]
        codes.append(client.put(one, words, format="json").status_code)
        assert codes == [404, 404, 404]
    changed = client_of(staff).put(one, words | {"text": "Едем."}, format="json")
    assert changed.json()["text"] == "Едем."
    assert client_of(operator).get(f"{path}?language=uz").json()["count"] == 0
    assert client_of(staff).post(path, words | {"title": " "}, format="json").status_code == 422
    assert client_of(staff).delete(one).status_code == 204


def test_who_searched_for_a_phone_is_written_down(citizen, staff, operator, client_of):
    citizen.phone = "+998901234567"
    citizen.save()
    for actor, phone in ((staff, "901234567"), (operator, "+998 90 765-43-21"), (citizen, "1")):
        assert client_of(actor).get("/api/v1/sessions", {"phone": phone}).status_code == 200
    client_of(staff).get("/api/v1/sessions", {"words": "труб"})
    entries = AuditEntry.objects.filter(action="PHONE_SEARCHED").order_by("id")
    seen = [(entry.actor_uuid, entry.subject_uuid.int and entry.subject_uuid) for entry in entries]
    assert seen == [(staff.pk, citizen.pk), (operator.pk, 0)]
    assert "901234567" not in str([entry.data for entry in entries])
