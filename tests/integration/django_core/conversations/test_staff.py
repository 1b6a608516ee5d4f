"""What staff do to a session over HTTP: pick, verify, answer, hold, end, reopen (P23 to P29)."""

import uuid
from datetime import timedelta

import pytest

from django_core.conversations.lifecycle import CloseReason, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.notifications.models import Delivery
from tests.factories import people
from tests.factories.messages import (
    clock_move,
    session_picked,
    session_talking,
    session_waiting,
    submit,
)


@pytest.fixture
def waiting(citizen, water, staff) -> Session:
    return session_waiting(citizen, water)


@pytest.fixture
def picked(citizen, water, staff) -> Session:
    return session_picked(citizen, staff, water)


@pytest.fixture
def colleague(water):
    return people.staff_make(water)


def test_picking_ones_own_session_again_changes_nothing(waiting, staff, act):
    _, first = act(staff, waiting, "pick")
    code, again = act(staff, waiting, "pick", session_version=waiting.version)
    assert (code, again["version"]) == (200, first["version"])


def test_input_stays_locked_until_the_owner_has_verified_and_answered(
    waiting, citizen, staff, colleague, act
):
    words = {"text": "Мы выехали."}
    assert act(staff, waiting, "replies", **words)[1]["code"] == "SESSION_NOT_PICKED"
    act(staff, waiting, "pick")
    assert act(colleague, waiting, "replies", **words)[1]["code"] == "SESSION_PICKED_BY_OTHER"
    assert act(colleague, waiting, "confirmations")[1]["code"] == "SESSION_PICKED_BY_OTHER"
    assert act(staff, waiting, "replies", **words)[1]["code"] == "ROUTING_UNVERIFIED"
    assert act(citizen, waiting, "messages", text="Вы где?")[1]["code"] == "SESSION_LOCKED"

    assert act(staff, waiting, "confirmations")[0] == 201
    code, said = act(staff, waiting, "replies", **words)

    assert (code, said["is_staff_message"], said["sequence"]) == (201, True, 2)
    assert act(citizen, waiting, "messages", text="Спасибо")[0] == 201
    assert list(Delivery.objects.filter(recipient=citizen).values_list("kind", flat=True)) == [
        "MESSAGE_NEW"
    ]


def test_the_same_reply_sent_twice_is_one_message(citizen, staff, water, act):
    session = session_picked(citizen, staff, water)
    words = {"text": "Мы выехали.", "client_message_id": "s-1"}
    first, again = act(staff, session, "replies", **words), act(staff, session, "replies", **words)
    other = act(staff, session, "replies", text="Иное.", client_message_id="s-1")
    assert (first[0], again[0], other[1]["code"]) == (201, 200, "CLIENT_MESSAGE_ID_REUSED")
    assert first[1]["message_uuid"] == again[1]["message_uuid"]
    assert Message.objects.filter(session=session).count() == 2


def test_confirmation_is_asked_again_after_a_move(citizen, staff, water, roads, operator, act):
    session = session_picked(citizen, staff, water)
    right = people.staff_make(roads)
    code, _ = act(operator, session, "corrections", department="roads", reason="Это дорога")
    assert code == 201
    act(right, session, "pick")
    assert act(right, session, "replies", text="Едем")[1]["code"] == "ROUTING_UNVERIFIED"
    assert act(staff, session, "replies", text="Едем")[0] == 404


def test_staff_does_not_move_what_a_colleague_has_picked(picked, roads, colleague, act):
    code, body = act(colleague, picked, "corrections", department="roads", reason="Это дорога")
    assert (code, body["code"]) == (409, "SESSION_PICKED_BY_OTHER")


@pytest.mark.parametrize(
    "action", ["pick", "release", "hold", "end", "confirmations", "notes", "replies", "corrections"]
)
def test_decision_on_an_old_view_is_409_and_changes_nothing(waiting, staff, roads, act, action):
    if action not in ("pick", "corrections"):
        act(staff, waiting, "pick")
    before = Session.objects.values().get()
    code, body = act(
        staff, waiting, action, session_version=99, text="x", department="roads", reason="why so"
    )
    assert (code, body["code"]) == (409, "STALE_VERSION")
    assert body["data"]["version"] == before["version"]
    assert Session.objects.values().get() == before


def test_release_by_owner_or_operator_lets_another_pick(
    citizen, staff, water, colleague, operator, act
):
    session = session_picked(citizen, staff, water)
    assert act(colleague, session, "release")[1]["code"] == "SESSION_PICKED_BY_OTHER"
    assert act(operator, session, "release")[1]["status"] == "WAITING"
    assert act(operator, session, "release")[1]["code"] == "SESSION_NOT_PICKED"
    assert act(colleague, session, "pick")[1]["staff"] == colleague.username


def test_reassign_gives_it_to_a_member_of_the_department_only(
    citizen, picked, roads, colleague, operator, act
):
    stranger = people.staff_make(roads)
    for unknown in (stranger.pk, citizen.pk, uuid.uuid4()):
        body = act(operator, picked, "reassign", staff_uuid=str(unknown))[1]
        assert body["code"] == "STAFF_UNKNOWN"
    assert act(colleague, picked, "reassign", staff_uuid=str(colleague.pk))[0] == 403
    code, body = act(operator, picked, "reassign", staff_uuid=str(colleague.pk))
    assert (code, body["staff"], body["status"]) == (200, colleague.username, "ACTIVE")


def test_note_is_never_seen_by_the_citizen(citizen, staff, water, operator, client_of, act):
    session = session_talking(citizen, staff, water)
    before = Session.objects.get().closes_at
    for actor in (staff, operator):
        assert act(actor, session, "notes", text="Проверить адрес")[1]["visibility"] == "INTERNAL"
    assert act(citizen, session, "notes", text="Проверить")[0] == 403

    for path in ("", "/messages"):
        seen = client_of(citizen).get(f"/api/v1/sessions/{session.pk}{path}").content.decode()
        assert "Проверить" not in seen
    assert Session.objects.get().closes_at == before
    found = client_of(citizen).get("/api/v1/sessions?words=Проверить").json()
    assert found["count"] == 1  # A citizen's list is not searched at all.


def test_hold_makes_the_clock_longer_and_unhold_never_skips_the_warning(citizen, staff, water, act):
    session = session_talking(citizen, staff, water)
    spoken = session.last_staff_message_at
    assert session.closes_at - spoken == timedelta(hours=24)
    act(staff, session, "hold")
    session.refresh_from_db()
    assert session.closes_at - spoken == timedelta(hours=48)
    assert act(staff, session, "hold")[1]["code"] == "SESSION_HELD"

    clock_move(session, back=timedelta(hours=40))
    _, body = act(staff, session, "unhold")
    assert body["is_held"] is False
    session.refresh_from_db()
    assert session.closes_at - spoken + timedelta(hours=40) > timedelta(hours=41, minutes=59)
    assert act(staff, session, "unhold")[1]["code"] == "SESSION_NOT_HELD"


def test_citizens_message_stops_the_clock(citizen, staff, water, act):
    session = session_talking(citizen, staff, water)
    act(citizen, session, "messages", text="ещё")
    session.refresh_from_db()
    assert session.closes_at is None


def test_closed_session_takes_no_message_pick_note_or_hold(citizen, staff, water, operator, act):
    session = session_talking(citizen, staff, water)
    act(operator, session, "end")
    attempts = [(citizen, "messages"), (staff, "replies"), (staff, "pick"), (staff, "notes")]
    attempts += [
        (staff, "hold"),
        (operator, "release"),
        (operator, "end"),
        (staff, "confirmations"),
    ]
    codes = {act(actor, session, action, text="x")[1]["code"] for actor, action in attempts}
    assert codes == {"SESSION_CLOSED"}
    assert Message.objects.filter(session=session).count() == 3


def test_reopened_session_waits_in_its_department_again(citizen, staff, water, operator, act):
    session = session_talking(citizen, staff, water)
    assert act(operator, session, "reopen")[1]["code"] == "SESSION_NOT_CLOSED"
    act(staff, session, "end")
    assert act(staff, session, "reopen")[0] == 403
    code, body = act(operator, session, "reopen")
    assert (code, body["status"], body["is_locked"], body["staff"]) == (200, "WAITING", False, None)
    assert body["messages"][-1]["notice"] == "SESSION_REOPENED"


@pytest.mark.parametrize(
    ("days", "code"), [(13, None), (15, "REOPEN_TOO_LATE")], ids=["in time", "too late"]
)
def test_reopening_is_possible_for_fourteen_days(talking, operator, act, days, code):
    act(operator, talking, "end")
    clock_move(talking, back=timedelta(days=days))
    assert act(operator, talking, "reopen")[1].get("code") == code


def test_reopening_beside_another_open_session_is_refused(citizen, water, operator, act):
    session = session_waiting(citizen, water)
    act(operator, session, "end")
    other = submit(citizen).session
    body = act(operator, session, "reopen")[1]
    assert (body["code"], body["data"]["number"]) == ("OTHER_SESSION_OPEN", other.number)


def test_reopening_beside_one_that_the_operator_may_not_see_is_refused_too(
    citizen, water, operator, act
):
    """An open session in quarantine is hidden from operators, and is open all the same (G3)."""
    session = session_waiting(citizen, water)
    act(operator, session, "end")
    submit(citizen)
    Session.objects.exclude(pk=session.pk).update(status=SessionStatus.QUARANTINED)
    assert act(operator, session, "reopen")[1]["code"] == "OTHER_SESSION_OPEN"


def test_session_closed_before_routing_is_reopened_for_the_operators(citizen, operator, act):
    session = submit(citizen).session
    act(operator, session, "end")
    assert act(operator, session, "reopen")[1]["status"] == SessionStatus.NEEDS_OPERATOR


def test_rating_is_taken_once_after_closing(citizen, staff, water, operator, act):
    session = session_talking(citizen, staff, water)
    assert act(citizen, session, "rating", stars=5)[1]["code"] == "SESSION_NOT_CLOSED"
    act(operator, session, "end")
    assert act(citizen, session, "rating", stars=6)[0] == 422
    assert act(staff, session, "rating", stars=5)[0] == 403
    assert act(citizen, session, "rating", stars=4, comment="Быстро")[0] == 201
    assert act(citizen, session, "rating", stars=1)[1]["code"] == "ALREADY_RATED"


def test_closing_is_told_to_the_citizen(citizen, staff, water, operator, act, client_of):
    session = session_talking(citizen, staff, water)
    act(operator, session, "end")
    last = client_of(citizen).get(f"/api/v1/sessions/{session.pk}").json()["messages"][-1]
    assert (last["notice"], last["notice_data"]) == (
        "SESSION_CLOSED",
        {"reason": CloseReason.ENDED},
    )
    kinds = [row["kind"] for row in client_of(citizen).get("/api/v1/notices").json()["results"]]
    assert kinds == ["SESSION_CLOSED", "MESSAGE_NEW"]
