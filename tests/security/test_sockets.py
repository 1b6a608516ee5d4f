"""Sockets that are refused, held within bounds, or cut off at once (S2, S13, S15)."""

import json
import time
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml
from websockets.exceptions import ConnectionClosed, InvalidStatus

from django_core.accounts.models import User
from django_core.accounts.services import person_switch_off, sign_ins_end
from django_core.audit.models import AuditEntry
from django_core.conversations.services import Seen, Words, session_note, session_reply
from django_core.feedback.services import CorrectionAsked, session_correct
from django_core.realtime import events
from django_core.realtime.topics import topics_list
from tests.factories import people
from tests.factories.messages import session_talking, session_waiting
from tests.sockets import cookie_of

MATRIX = yaml.safe_load((Path(__file__).parent / "socket_messages.yaml").read_text("utf-8"))
EVERYBODY: list[str] = MATRIX["groups"]["everybody"]
AT_ONCE_S = 1.0
FRAME_BYTES = 1024 * 1024
FLAT_BYTES = 24 * 1024 * 1024


@pytest.fixture
def talking(citizen, staff, water):
    return session_talking(citizen, staff, water)


def _allowed(named: dict[str, Any]) -> set[str]:
    groups = MATRIX["groups"]
    return {actor for name in named["actors"] for actor in groups.get(name, [name])}


@pytest.fixture
def actors(citizen, staff, water, roads) -> dict[str, User | None]:
    district = water.district
    return {
        "anonymous": None,
        "citizen_a": citizen,
        "citizen_b": people.citizen_make(district),
        "staff_x1": staff,
        "staff_x2": people.staff_make(water),
        "staff_y1": people.staff_make(roads),
        "operator": people.operator_make(district),
        "stranger": people.operator_make(people.district_make(code="other", prefix="OT")),
        "superuser": people.superuser_make(),
    }


def test_every_type_of_frame_and_topic_is_in_the_matrix_and_no_other():
    mapping = events.client_frames.json_schema()["discriminator"]["mapping"]
    assert set(mapping) == set(MATRIX["frames"])
    assert topics_list() == sorted(topic.partition(":")[0] for topic in MATRIX["topics"])


def test_named_actors_hear_a_topic_and_all_others_are_refused(sockets, actors, talking, water):
    names = {"session_uuid": talking.pk, "code": water.code, "district": water.district.code}
    passed: dict[str, set[str]] = {topic: set() for topic in MATRIX["topics"]}
    typists = set()
    for actor, person in actors.items():
        with sockets.tab(person) as tab:
            if person is None:
                assert tab.closed_with() == 4401
                continue
            for topic, heard in passed.items():
                if tab.subscribe(topic.format(**names))["type"] == "subscribed":
                    heard.add(actor)
            tab.say(type="typing", session_uuid=str(talking.pk), is_typing=True)
            tab.say(type="ping")
            typists |= {actor} if _is_pong_first(tab) else set()
    for topic, heard in passed.items():
        assert heard == _allowed(MATRIX["topics"][topic]), topic
    assert typists == _allowed(MATRIX["typing"])


def _is_pong_first(tab) -> bool:
    while True:
        kind = tab.hear()["type"]
        if kind in ("pong", "error"):
            return kind == "pong"


def test_session_of_another_looks_like_one_that_does_not_exist(sockets, actors, talking):
    with sockets.tab(actors["citizen_b"]) as tab:
        answers = [tab.subscribe(f"session:{one}") for one in (talking.pk, uuid.uuid4())]
    assert [one.pop("topic")[:8] for one in answers] == ["session:"] * 2
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("origin", "code"),
    [(None, 4403), ("https://evil.example", 4403), ("null", 4403), ("{https}", 4403), ("{own}", 0)],
)
def test_only_our_own_page_opens_a_socket(origin, code, sockets, citizen):
    """No Origin, a foreign one, one without a name, and ours by another scheme (S15)."""
    own = sockets.origin
    told = origin and origin.format(own=own, https=own.replace("http", "https"))
    with sockets.tab(citizen, origin=told) as tab:
        assert tab.closed_with() == code if code else tab.hear()["type"] == "hello"


def test_page_by_plain_http_cannot_open_the_socket_of_a_site_with_tls(settings):
    from django_core.realtime.gate import asking_of  # noqa: PLC0415  # Django is configured by now

    settings.COOKIES_SECURE, settings.ALLOWED_HOSTS = True, ["civic.example"]
    for origin, is_ours in (("http://civic.example", False), ("https://civic.example", True)):
        headers = [(b"origin", origin.encode()), (b"host", b"civic.example")]
        scope = {"path": "/ws/v1/", "scheme": "ws", "headers": headers, "client": ("192.0.2.1", 1)}
        assert asking_of(scope).is_from_our_page is is_ours


def test_token_in_the_address_opens_nothing(sockets, citizen):
    key = cookie_of(citizen)
    with sockets.tab(None, url=f"{sockets.url}?sessionid={key}&token={key}") as tab:
        assert tab.closed_with() == 4401


def test_another_address_is_no_socket(sockets, citizen):
    with pytest.raises(InvalidStatus), sockets.tab(citizen, url=sockets.url + "other"):
        pass


def test_frame_of_a_mebibyte_closes_the_socket(sockets, citizen):
    with sockets.tab(citizen) as tab:
        tab.hear()
        tab.socket.send("a" * FRAME_BYTES)
        assert tab.closed_with() == 1009


def test_thousand_frames_a_second_close_the_socket_and_memory_stays_flat(sockets, citizen):
    server = psutil.Process(sockets.pid)
    before = server.memory_info().rss
    for _flood in range(3):
        with sockets.tab(citizen) as tab:
            assert _flood_code(tab, frames=1_000) == 4429
    assert server.memory_info().rss - before < FLAT_BYTES


def _flood_code(tab, *, frames: int) -> int:
    try:
        for _frame in range(frames):
            tab.socket.send('{"type":"ping"}')
    except ConnectionClosed:
        pass  # The rest is not taken, which is the point.
    return tab.closed_with()


def test_hundred_sockets_of_a_person_are_too_many_and_others_still_get_in(sockets, citizen, staff):
    server = psutil.Process(sockets.pid)
    before, codes = server.memory_info().rss, []
    cookie = {"Cookie": f"sessionid={cookie_of(citizen)}"}
    with ExitStack() as held:
        tabs = [
            held.enter_context(sockets.tab(None, additional_headers=cookie)) for _ in range(100)
        ]
        for tab in tabs:
            try:
                tab.hear()
            except ConnectionClosed as closed:
                codes.append(closed.rcvd.code if closed.rcvd else 0)
        with sockets.tab(staff) as other:
            assert other.hear()["type"] == "hello"
    assert codes == [4429] * 80
    assert server.memory_info().rss - before < FLAT_BYTES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type": "shout"}', "UNKNOWN_TYPE"),
        ('{"topic": "me"}', "UNKNOWN_TYPE"),
        ("[]", "MALFORMED_FRAME"),
        ("no json", "MALFORMED_FRAME"),
        ("[" * 10_000, "MALFORMED_FRAME"),
        ('{"type": "ping", "is_admin": true}', "MALFORMED_FRAME"),
        ('{"type": "subscribe", "topic": "everything"}', "TOPIC_UNKNOWN"),
        ('{"type": "subscribe", "topic": "session:1"}', "SESSION_NOT_FOUND"),
        ('{"type": "subscribe", "topic": "me", "after": -1}', "MALFORMED_FRAME"),
    ],
)
def test_frame_that_is_not_understood_is_refused_by_a_code(text, code, sockets, citizen):
    with sockets.tab(citizen) as tab:
        tab.hear()
        tab.socket.send(text)
        assert tab.hear()["code"] == code


def test_client_that_is_never_understood_is_let_go(sockets, citizen):
    with sockets.tab(citizen) as tab:
        for _frame in range(30):
            tab.say(type="shout")
        assert tab.closed_with() == 4429


def test_old_department_hears_nothing_of_a_session_that_has_moved(
    sockets, citizen, staff, water, roads, operator
):
    """The next event is not delivered, and the topic ends within a second (S2, F14)."""
    session = session_waiting(citizen, water)
    with sockets.tab(staff) as old, sockets.tab(people.staff_make(roads)) as new:
        assert old.subscribe(f"session:{session.pk}")["type"] == "subscribed"
        asked = CorrectionAsked(department="roads", reason="это яма")
        session_correct(operator, session_uuid=session.pk, asked=asked)
        moved_at = time.monotonic()
        assert new.subscribe(f"session:{session.pk}")["type"] == "subscribed"
        assert old.hear_until("gone")["topic"] == f"session:{session.pk}"
        assert time.monotonic() - moved_at < AT_ONCE_S
        session_note(operator, seen=Seen(session.pk), words=Words("Тайна новой службы"))
        assert new.hear_until("note.created")["event"]["message"]["text"] == "Тайна новой службы"
        old.say(type="ping")
        assert old.hear()["type"] == "pong"


def test_note_reaches_staff_and_of_the_citizen_only_its_number(sockets, citizen, staff, talking):
    with sockets.tab(citizen) as own, sockets.tab(staff) as desk:
        for tab in (own, desk):
            tab.subscribe(f"session:{talking.pk}")
        session_note(staff, seen=Seen(talking.pk), words=Words("Не для жителя"))
        shown, hidden = desk.hear_until("note.created"), own.hear_until("hidden")
    assert shown["sequence"] == hidden["sequence"]
    assert "Не для жителя" in json.dumps(shown, ensure_ascii=False)
    assert "Не для жителя" not in json.dumps(hidden, ensure_ascii=False)
    assert set(hidden["event"]) == {"kind", "session"}


@pytest.mark.parametrize("way", ["sign out", "everywhere", "one", "switched off"])
def test_socket_ends_within_a_second_of_its_sign_in(way, sockets, staff, client_of, operator):
    """Signed out here or everywhere, this place ended, or the account switched off (S13)."""
    client = client_of(staff)
    key = client.cookies["sessionid"].value
    cookie = {"Cookie": f"sessionid={key}"}
    with sockets.tab(None, additional_headers=cookie) as tab:
        assert tab.hear()["type"] == "hello"
        ways = {
            "sign out": lambda: client.post("/api/v1/auth/sign-out"),
            "everywhere": lambda: sign_ins_end(staff),
            "one": lambda: client.delete(f"/api/v1/auth/sessions/{_place(client)}"),
            "switched off": lambda: person_switch_off(staff, actor=operator),
        }
        ways[way]()
        ended_at = time.monotonic()
        assert tab.closed_with() == 4401
        assert time.monotonic() - ended_at < AT_ONCE_S


def _place(client) -> str:
    return str(client.get("/api/v1/auth/sessions").json()[0]["sign_in_uuid"])


def test_other_places_of_the_person_stay_open(sockets, staff):
    with sockets.tab(staff) as stays:
        stays.hear()
        sign_ins_end(people.staff_make(staff.memberships.get().department))
        stays.say(type="ping")
        assert stays.hear()["type"] == "pong"


def test_member_who_leaves_a_department_hears_its_queue_no_longer(sockets, staff, citizen, water):
    from django_core.realtime.publish import access_announce  # noqa: PLC0415

    with sockets.tab(staff) as tab:
        assert tab.subscribe("department:water_sewer")["type"] == "subscribed"
        staff.memberships.all().delete()
        access_announce(staff.pk)
        assert tab.hear_until("gone")["topic"] == "department:water_sewer"


def test_look_of_a_superuser_through_a_socket_is_written_down(sockets, superuser, talking):
    with sockets.tab(superuser) as tab:
        assert tab.subscribe(f"session:{talking.pk}")["type"] == "subscribed"
    seen = AuditEntry.objects.get(action="PERSONAL_DATA_SEEN")
    assert (seen.actor_uuid, seen.subject_uuid) == (superuser.pk, talking.pk)


def test_reply_unlocks_the_citizens_open_tab(sockets, citizen, staff, talking):
    with sockets.tab(citizen) as tab:
        tab.subscribe(f"session:{talking.pk}")
        session_reply(staff, seen=Seen(talking.pk), words=Words("Будем в три часа."))
        event = tab.hear_until("message.created")["event"]
    assert event["message"]["text"] == "Будем в три часа."
    assert event["session"]["is_locked"] is False
