"""Who owns a session, however many want it and whatever happens meanwhile (P23, P28, F13)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models.functions import Now

from django_core.accounts.services import person_switch_off
from django_core.audit.models import AuditEntry
from django_core.base.errors import ApplicationError
from django_core.conversations.lifecycle import SessionStatus
from django_core.conversations.models import Session
from django_core.conversations.services import Seen, session_hold, session_pick, sessions_close
from django_core.departments.models import Membership
from django_core.departments.services import membership_end
from django_core.notifications.models import Delivery
from tests.factories import people
from tests.factories.messages import (
    jobs_run,
    session_picked,
    session_talking,
    session_waiting,
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [2, 20])
def test_of_many_who_pick_at_once_one_wins_and_the_others_are_told_who(
    water, citizen, client_of, count
):
    session = session_waiting(citizen, water)
    clients = [client_of(people.staff_make(water)) for _ in range(count)]

    def pick(client):
        try:
            answer = client.post(f"/api/v1/sessions/{session.pk}/pick", {}, format="json")
            return answer.status_code, answer.json()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        answers = list(pool.map(pick, clients))

    session.refresh_from_db()
    winners = [body for code, body in answers if code == 200]
    losers = [body for code, body in answers if code == 409]
    assert (len(winners), len(losers)) == (1, count - 1)
    name = session.assigned_staff.username
    assert winners[0]["staff"] == name
    told = {(body["code"], body["data"]["staff"]) for body in losers}
    assert told == {("SESSION_ALREADY_PICKED", name)}
    assert AuditEntry.objects.filter(action="SESSION_PICKED").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_pick_at_the_moment_of_closing_is_before_it_or_refused(
    citizen, staff, water, operator, act, attempt
):
    session = session_talking(citizen, staff, water)
    act(operator, session, "release")
    Session.objects.update(close_warned_at=Now(), closes_at=Now())
    start = threading.Barrier(2)

    def at_once(do):
        start.wait()
        try:
            return do()
        except ApplicationError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        picked = pool.submit(at_once, lambda: session_pick(staff, seen=Seen(session.pk)).pk)
        closed = pool.submit(at_once, sessions_close)
        assert picked.result() in (session.pk, "SESSION_CLOSED")
        closed.result()

    sessions_close()  # Who was picked first is closed by the next look: the clock went on.
    session.refresh_from_db()
    assert session.status == SessionStatus.CLOSED
    assert AuditEntry.objects.filter(action="SESSION_CLOSED").count() == 1
    assert act(staff, session, "pick")[1]["code"] == "SESSION_CLOSED"


@pytest.fixture
def leaves(superuser):
    """Let a member of staff leave the district, or only the department."""

    def run(staff, way):
        if way == "district":
            person_switch_off(staff, actor=superuser)
        else:
            membership_end(Membership.objects.get(user=staff), actor=superuser)

    return run


@pytest.mark.parametrize("way", ["district", "department"])
def test_session_of_somebody_who_leaves_goes_back_to_the_department(
    citizen, staff, water, act, leaves, way
):
    """Also one that is on hold: hold and clock stay, and a colleague goes on (F13)."""
    session = session_talking(citizen, staff, water)
    session_hold(staff, seen=Seen(session.pk))
    held = Session.objects.values("held_at", "closes_at").get()
    colleague = people.staff_make(water)

    leaves(staff, way)
    jobs_run()

    assert Session.objects.values("held_at", "closes_at").get() == held
    session.refresh_from_db()
    assert (session.status, session.assigned_staff) == (SessionStatus.WAITING, None)
    released = AuditEntry.objects.get(action="SESSION_RELEASED")
    assert released.data == {"previous_uuid": str(staff.pk), "code": "LEFT"}
    told = Delivery.objects.filter(kind="SESSION_MOVED").values_list("recipient", flat=True)
    assert list(told) == [colleague.pk]
    assert act(colleague, session, "pick")[0] == 200
    assert act(colleague, session, "replies", text="Продолжаем.")[0] == 201


def test_session_goes_back_once_however_often_the_job_runs(citizen, staff, water, leaves):
    session_picked(citizen, staff, water)
    leaves(staff, "district")
    jobs_run()
    leaves(staff, "district")
    jobs_run()
    assert AuditEntry.objects.filter(action="SESSION_RELEASED").count() == 1


def test_who_leaves_one_department_keeps_the_sessions_of_another(
    citizen, staff, water, roads, superuser
):
    Membership.objects.create(user=staff, department=roads)
    session = session_picked(citizen, staff, water)
    membership_end(Membership.objects.get(user=staff, department=roads), actor=superuser)
    jobs_run()
    session.refresh_from_db()
    assert session.assigned_staff == staff


def test_operator_releases_for_somebody_who_is_away(citizen, staff, water, operator, act):
    session = session_picked(citizen, staff, water)
    assert act(operator, session, "release")[1]["status"] == SessionStatus.WAITING


def test_nobody_switches_themselves_off(superuser):
    with pytest.raises(ApplicationError) as refusal:
        person_switch_off(superuser, actor=superuser)
    assert refusal.value.code == "NOT_ONESELF"
