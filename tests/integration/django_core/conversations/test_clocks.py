"""The two clocks, by the database's time, beside parallel messages and a second beat (F11)."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from django_core.base.errors import ApplicationError
from django_core.conversations.lifecycle import CloseReason, Notice, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.conversations.services import (
    Seen,
    Submission,
    Words,
    message_follow_up,
    session_end,
    session_hold,
    session_pick,
    session_reopen,
    session_reply,
    sessions_close,
    sessions_escalate,
    sessions_warn,
)
from django_core.conversations.tasks import session_clocks_look
from django_core.departments.models import Holiday
from django_core.feedback.services import CorrectionAsked, session_correct
from django_core.notifications.models import Delivery
from tests.factories import people
from tests.factories.messages import (
    clock_move,
    session_talking,
    session_waiting,
    submit,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def talking(citizen, staff, water) -> Session:
    return session_talking(citizen, staff, water)


def _warned_and_moved(session, *, back):
    """Let the warning have come on time, and the clock stand ``back`` after the last message."""
    clock_move(session, back=timedelta(hours=22, seconds=5))
    assert sessions_warn() == 1
    clock_move(session, back=back - timedelta(hours=22, seconds=5))


def test_warning_comes_two_hours_before_and_only_once(talking, citizen):
    clock_move(talking, back=22 * HOUR - MINUTE)
    assert sessions_warn() == 0
    clock_move(talking, back=2 * MINUTE)
    assert (sessions_warn(), sessions_warn()) == (1, 0)
    assert Message.objects.filter(notice=Notice.CLOSE_WARNING).count() == 1
    assert Delivery.objects.filter(kind="CLOSE_WARNING", recipient=citizen).count() == 1


def test_session_closes_after_exactly_24_hours(talking):
    _warned_and_moved(talking, back=24 * HOUR - MINUTE)
    assert sessions_close() == 0
    clock_move(talking, back=MINUTE)
    assert (sessions_close(), sessions_close()) == (1, 0)
    talking.refresh_from_db()
    assert (talking.status, talking.close_reason) == (SessionStatus.CLOSED, CloseReason.IDLE)
    assert talking.closed_by is None


def test_held_session_closes_after_48_hours(talking, staff):
    session_hold(staff, seen=Seen(talking.pk))
    clock_move(talking, back=45 * HOUR)
    assert (sessions_warn(), sessions_close()) == (0, 0)
    clock_move(talking, back=HOUR + MINUTE / 2)
    assert sessions_warn() == 1
    clock_move(talking, back=2 * HOUR)
    assert sessions_close() == 1


def test_no_session_closes_without_its_warning_two_hours_before(talking):
    clock_move(talking, back=72 * HOUR)  # No beat ran for three days.
    assert (sessions_close(), sessions_warn(), sessions_close()) == (0, 1, 0)
    clock_move(talking, back=2 * HOUR)
    assert sessions_close() == 1


def test_session_nobody_answered_is_escalated_and_never_closed(citizen, water, operator):
    session = session_waiting(citizen, water)
    clock_move(session, back=24 * HOUR - MINUTE)
    assert sessions_escalate() == 0
    clock_move(session, back=2 * MINUTE)
    assert (sessions_escalate(), sessions_escalate()) == (1, 0)
    session.refresh_from_db()
    assert session.overdue_at is not None
    assert Delivery.objects.filter(kind="SESSION_OVERDUE", recipient=operator).count() == 1
    clock_move(session, back=100 * HOUR)
    session_clocks_look()
    session.refresh_from_db()
    assert session.status == SessionStatus.WAITING


def test_citizen_left_without_an_answer_is_escalated_too(talking, citizen, operator):
    message_follow_up(citizen, session_uuid=talking.pk, submission=Submission("И?", "WEB"))
    clock_move(talking, back=25 * HOUR)
    assert (sessions_warn(), sessions_close(), sessions_escalate()) == (0, 0, 1)


def test_citizen_who_asks_again_and_again_is_escalated_after_a_day(talking, citizen):
    """The first unanswered message counts, not the last one."""
    for _ in range(3):
        message_follow_up(citizen, session_uuid=talking.pk, submission=Submission("И?", "WEB"))
        clock_move(talking, back=10 * HOUR)
    assert (sessions_escalate(), sessions_escalate()) == (1, 0)


def test_answered_citizen_is_not_escalated_for_what_they_asked_before(talking, citizen, staff):
    message_follow_up(citizen, session_uuid=talking.pk, submission=Submission("И?", "WEB"))
    clock_move(talking, back=23 * HOUR)
    session_reply(staff, seen=Seen(talking.pk), words=Words("Завтра."))
    clock_move(talking, back=5 * HOUR)
    assert sessions_escalate() == 0


@pytest.mark.parametrize("way", ["moved", "reopened"])
def test_session_that_was_moved_or_reopened_and_only_picked_is_escalated(
    talking, operator, roads, way
):
    """Nobody waits for ever because somebody else had answered before."""
    department, seen = talking.assigned_department, Seen(talking.pk)
    if way == "moved":
        asked = CorrectionAsked(department="roads", reason="Это дорога")
        session_correct(operator, session_uuid=talking.pk, asked=asked)
        department = roads
    else:
        session_end(operator, seen=seen)
        session_reopen(operator, seen=seen)
    session_pick(people.staff_make(department), seen=seen)
    clock_move(talking, back=23 * HOUR)
    assert sessions_escalate() == 0
    clock_move(talking, back=HOUR + MINUTE)
    assert sessions_escalate() == 1


def test_answer_takes_the_overdue_mark_away(citizen, water, staff, client_of):
    session = session_waiting(citizen, water)
    clock_move(session, back=25 * HOUR)
    sessions_escalate()
    client, path = client_of(staff), f"/api/v1/sessions/{session.pk}"
    assert client.get(path).json()["is_overdue"] is True
    for action in ("pick", "confirmations", "replies"):
        client.post(f"{path}/{action}", {"text": "Едем"}, format="json")
    assert client.get(path).json()["is_overdue"] is False


@pytest.mark.django_db(transaction=True)
def test_two_beats_close_each_session_once(district, water, staff):
    sessions = [session_talking(people.citizen_make(district), staff, water) for _ in range(8)]
    Session.objects.update(close_warned_at=Now(), closes_at=Now())

    def look(_number):
        try:
            return sessions_close()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(look, range(4))) == len(sessions)
    notices = Message.objects.filter(notice=Notice.SESSION_CLOSED)
    assert notices.count() == len(sessions)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_message_at_the_moment_of_closing_is_before_it_or_refused(citizen, staff, water, attempt):
    session = session_talking(citizen, staff, water)
    Session.objects.update(close_warned_at=Now(), closes_at=Now())
    start = threading.Barrier(2)

    def write():
        start.wait()
        words = Submission("Я ещё здесь", "WEB")
        try:
            return message_follow_up(citizen, session_uuid=session.pk, submission=words)
        except ApplicationError as refusal:
            return refusal.code
        finally:
            connection.close()

    def close():
        start.wait()
        try:
            return sessions_close()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        written, closed = pool.submit(write), pool.submit(close)
        outcome, was_closed = written.result(), closed.result()

    session.refresh_from_db()
    last = session.messages.latest("sequence")
    if outcome == "SESSION_CLOSED":
        assert was_closed == 1
        assert last.notice == Notice.SESSION_CLOSED
    else:
        assert was_closed == 0
        assert (session.status, last.text) == (SessionStatus.ACTIVE, "Я ещё здесь")


@pytest.mark.django_db(transaction=True)
def test_look_skips_a_session_that_is_being_written_to(talking):
    Session.objects.update(close_warned_at=Now(), closes_at=Now())
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Session.objects.select_for_update().get(pk=talking.pk)
            held.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    began = time.monotonic()
    assert sessions_close() == 0
    assert time.monotonic() - began < 5
    done.set()
    thread.join()
    assert sessions_close() == 1


def test_closed_session_cannot_be_picked(talking, staff):
    Session.objects.update(close_warned_at=Now(), closes_at=Now())
    sessions_close()
    with pytest.raises(ApplicationError) as refusal:
        session_pick(staff, seen=Seen(talking.pk))
    assert refusal.value.code == "SESSION_CLOSED"


def test_legal_deadline_skips_the_holidays_of_the_district(citizen, district):
    # Opened on 22 November 2026; the 7th of December is a Monday.
    for day in (7, 8):
        Holiday.objects.create(district=district, date=date(2026, 12, day))
    deadline = submit(citizen).session.legal_deadline_at
    assert deadline.date() == date(2026, 12, 9)
