"""Saving a citizen's message (P1 to P6, F9, G1, G3, G4)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DataError, connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from django_core.audit.models import AuditEntry
from django_core.base import first_job
from django_core.base.errors import ApplicationError
from django_core.base.models import Job
from django_core.base.postgres.prepared import Prepared
from django_core.conversations.lifecycle import MessageState, Notice, SessionStatus
from django_core.conversations.models import Message, Session, SessionCounter
from django_core.conversations.services import opening
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


def test_number_grows_past_four_digits(district):
    SessionCounter.objects.create(district=district, month="2611", last=41)
    short = submit(people.citizen_make(district)).session.number
    SessionCounter.objects.update(last=12_344)
    numbers = [short, submit(people.citizen_make(district)).session.number]
    assert numbers == ["YD-2611-0042", "YD-2611-12345"]


def test_what_is_returned_is_what_was_saved(citizen):
    saved = submit(citizen, client_message_id="a-1")
    for row in (saved.session, saved.message):
        stored = type(row).objects.get(pk=row.pk)
        fields = [field.attname for field in row._meta.concrete_fields]  # noqa: SLF001  # documented
        assert not row.get_deferred_fields()
        assert [getattr(row, name) for name in fields] == [getattr(stored, name) for name in fields]


def test_opening_is_written_down(citizen):
    session = submit(citizen).session
    entry = AuditEntry.objects.get(subject_uuid=session.pk)
    assert (entry.action, entry.actor_kind, entry.actor_uuid) == (
        "SESSION_OPENED",
        "CITIZEN",
        citizen.pk,
    )
    assert (entry.subject_kind, entry.district_uuid) == ("SESSION", citizen.district_id)


@pytest.mark.django_db(transaction=True)
def test_opening_takes_two_round_trips(citizen):
    submit(people.citizen_make(citizen.district))  # This connection knows the statements now.
    with CaptureQueriesContext(connection) as said:
        submit(citizen, client_message_id="a-1")
    # BEGIN, the citizen's lock, what there is and the district; all rows with their commit.
    trips = [query["sql"] for query in said if query["sql"] != "COMMIT"]
    assert len(trips) == 2
    assert trips[-1].endswith("; COMMIT")


@pytest.mark.django_db(transaction=True)
def test_nothing_remains_of_an_opening_that_failed(citizen, monkeypatch):
    monkeypatch.setattr(opening, "audit_entry", lambda **_: refused)
    refused = Prepared("test_refused", "SELECT 1 / %(by)s", {"by": "integer"}).call(by=0)
    with pytest.raises(DataError):
        submit(citizen)
    found = (Message.objects.count(), Session.objects.count(), Job.objects.count())
    assert found == (0, 0, 0)
    assert not SessionCounter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_bell_is_rung_once_the_opening_is_committed(citizen, monkeypatch):
    rung = []
    monkeypatch.setattr(first_job, "bell_ring", lambda uuid: rung.append(in_thread_count(uuid)))

    def in_thread_count(uuid):
        return _in_threads(1, lambda _: Job.objects.filter(pk=uuid).count())

    submit(citizen)
    assert rung == [[1]]


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
