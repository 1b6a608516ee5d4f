"""Saving a citizen's message (P1 to P6, F9, G1, G3, G4)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import Max

from django_core.base.errors import ApplicationError
from django_core.base.models import Job
from django_core.conversations.lifecycle import MessageState, Notice, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.notifications.models import Delivery
from tests.factories import people
from tests.factories.messages import TEXT, staff_message_add, submit


def _in_threads(count, action):
    def run(number):
        try:
            return action(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_first_message_opens_a_session_with_its_job(citizen):
    saved = submit(citizen)

    session = Session.objects.get()
    assert saved.is_new
    assert saved.notice == Notice.FINDING_DEPARTMENT
    assert session.status == SessionStatus.ROUTING
    assert session.assigned_department is None
    assert session.assigned_staff is None
    assert session.number == "YD-2611-0001"
    assert (saved.message.sequence, saved.message.state) == (1, MessageState.QUEUED)
    job = Job.objects.get()
    assert (job.kind, job.subject) == ("ROUTE", session.pk)
    assert job.payload == {"message_uuid": str(saved.message.pk)}


def test_numbers_count_up_within_a_district_and_month(district):
    numbers = [submit(people.citizen_make(district)).session.number for _ in range(3)]
    assert numbers == ["YD-2611-0001", "YD-2611-0002", "YD-2611-0003"]


def test_text_is_kept_exactly_as_it_came(citizen):
    raw = f"  <mahalla> {TEXT}\r\n\t ☂ "
    assert Message.objects.get(pk=submit(citizen, raw).message.pk).text == raw


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_sends_of_one_id_make_one_message(citizen):
    saved = _in_threads(20, lambda _: submit(citizen, client_message_id="a-1"))

    assert len({one.message.pk for one in saved}) == 1
    assert sum(one.is_new for one in saved) == 1
    assert (Message.objects.count(), Session.objects.count(), Job.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_parallel_first_messages_of_a_citizen_make_one_session(citizen):
    _in_threads(8, lambda number: submit(citizen, client_message_id=f"a-{number}"))

    session = Session.objects.get()
    sequences = sorted(Message.objects.values_list("sequence", flat=True))
    assert sequences == list(range(1, 9))
    assert session.last_sequence == 8
    assert Job.objects.count() == 1  # One pipeline run per session (P4).


@pytest.mark.django_db(transaction=True)
def test_parallel_citizens_get_different_numbers(district):
    citizens = [people.citizen_make(district) for _ in range(8)]
    _in_threads(8, lambda number: submit(citizens[number]))
    assert Session.objects.values("number").distinct().count() == 8


def test_message_before_the_department_is_known_joins_without_a_second_run(citizen):
    submit(citizen)
    second = submit(citizen, TEXT + " Ещё раз.")

    assert second.message.state == MessageState.RECEIVED
    assert second.notice == Notice.FINDING_DEPARTMENT
    assert Job.objects.count() == 1


def test_message_to_a_waiting_department_is_refused(citizen, water):
    session = submit(citizen).session
    Session.objects.update(
        status=SessionStatus.WAITING, assigned_department=water, routed_at=session.opened_at
    )
    with pytest.raises(ApplicationError) as refusal:
        submit(citizen, TEXT + " Вы где?")
    assert refusal.value.code == "SESSION_LOCKED"
    assert Message.objects.count() == 1


def test_message_after_the_first_answer_goes_straight_to_the_owner(citizen, water, staff):
    people.staff_make(water)
    session = submit(citizen).session
    session.assigned_department, session.routed_at = water, session.opened_at
    staff_message_add(session, staff=staff)

    saved = submit(citizen, TEXT + " Спасибо, ждём.")

    assert saved.message.state == MessageState.ROUTED
    assert saved.message.sequence == 3
    assert list(Delivery.objects.values_list("recipient", flat=True)) == [staff.pk]
    assert Job.objects.count() == 1  # The pipeline is not called again (P3).


def test_new_session_opens_after_the_last_one_closed(citizen):
    first = submit(citizen).session
    Session.objects.update(status=SessionStatus.CLOSED, closed_at=first.opened_at)
    assert submit(citizen).session.pk != first.pk


def test_used_id_with_other_words_is_refused(citizen):
    submit(citizen, client_message_id="a-1")
    with pytest.raises(ApplicationError) as refusal:
        submit(citizen, TEXT + " Другое.", client_message_id="a-1")
    assert refusal.value.code == "CLIENT_MESSAGE_ID_REUSED"


def test_same_id_of_another_citizen_is_another_message(district):
    for _ in range(2):
        submit(people.citizen_make(district), client_message_id="a-1")
    assert Message.objects.count() == 2


def test_staff_cannot_open_a_session(staff):
    with pytest.raises(ApplicationError) as refusal:
        submit(staff)
    assert refusal.value.code == "CITIZENS_ONLY"


def test_unknown_district_is_refused_and_nothing_is_saved(citizen):
    with pytest.raises(ApplicationError) as refusal:
        submit(citizen, district="nowhere")
    assert refusal.value.code == "DISTRICT_UNKNOWN"
    assert not Session.objects.exists()


def test_sequence_has_no_gap_when_a_message_fails_halfway(citizen, monkeypatch):
    submit(citizen)

    def fail(*_args, **_kwargs):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(Message, "save", fail)
        with pytest.raises(RuntimeError):
            submit(citizen, TEXT + " Второе.")
    submit(citizen, TEXT + " Третье.")

    assert Message.objects.aggregate(last=Max("sequence"))["last"] == 2
