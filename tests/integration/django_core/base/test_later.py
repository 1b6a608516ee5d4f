"""What nobody waits for travels with the next statement or with the commit, as who asked (P36)."""

import uuid
from datetime import timedelta
from time import monotonic

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from django_core.base.models import Job, JobState
from django_core.base.postgres.news import news_wait
from django_core.base.postgres.prepared import Prepared, run, run_later
from django_core.base.postgres.rows import row_insert_later, row_save_later
from django_core.base.rights import SYSTEM, Viewer, acting_as, system_acts

pytestmark = pytest.mark.django_db(transaction=True)

CITIZEN = Viewer(kind="CITIZEN")
DIVIDE = Prepared("test_later_divide", "SELECT 1 / %(by)s", {"by": "integer"})
NOTE = Prepared(
    "test_later_note",
    "SELECT set_config('civic.test_note', current_setting('civic.viewer_kind'), true) || %(x)s",
    {"x": "text"},
)
NOTED = Prepared("test_later_noted", "SELECT current_setting('civic.test_note')", {})


def _job(**given) -> Job:
    return Job(kind="TEST", subject=uuid.uuid4(), **given)


def test_rows_travel_with_the_commit():
    row_insert_later(_job())  # Outside of a transaction it is written at once.
    assert Job.objects.count() == 1
    with CaptureQueriesContext(connection) as said, transaction.atomic():
        for _row in range(2):
            row_insert_later(_job())
    (trip,) = [query["sql"] for query in said if query["sql"] != "COMMIT"]
    assert (trip.count("EXECUTE"), trip.endswith("; COMMIT")) == (2, True)
    assert Job.objects.count() == 3


def test_next_statement_finds_them_written():
    with transaction.atomic():
        row_insert_later(_job())
        assert Job.objects.count() == 1


def _undone() -> None:
    with transaction.atomic():
        run_later(DIVIDE.call(by=0))
        raise ZeroDivisionError


def _failing() -> None:
    with transaction.atomic():
        row_insert_later(_job())
        run_later(DIVIDE.call(by=0))


def _refused() -> None:
    with transaction.atomic():
        row_insert_later(_job(state="NONE"))


@pytest.mark.parametrize("is_inner", [True, False])
def test_what_is_rolled_back_is_forgotten(is_inner):
    with transaction.atomic():
        row_insert_later(_job())
        with pytest.raises(ZeroDivisionError):
            _undone()
        if not is_inner:
            transaction.set_rollback(True)
    assert Job.objects.count() == int(is_inner)


@pytest.mark.parametrize(("fail", "error"), [(_failing, DataError), (_refused, IntegrityError)])
def test_failure_is_raised_by_the_commit_and_leaves_nothing(fail, error):
    with pytest.raises(error):
        fail()
    assert not Job.objects.exists()
    assert run(DIVIDE.call(by=1)) == [(1,)]


def test_each_runs_as_who_asked_for_it():
    with acting_as(CITIZEN), transaction.atomic():
        with system_acts():
            run_later(NOTE.call(x="1"))
        assert run(NOTED.call()) == [(SYSTEM.kind,)]
        run_later(NOTE.call(x="2"))
        assert run(NOTED.call()) == [(CITIZEN.kind,)]


def test_row_is_saved_with_values_times_and_what_django_composes():
    job = Job.objects.create(kind="TEST", subject=uuid.uuid4(), payload={"one": 1})
    job.state, job.ended_at, job.payload = JobState.DONE, Now(), {"two": [None, "'"]}
    with transaction.atomic():
        row_save_later(job, "state", "ended_at", "payload")
    job.due_at = Now() + timedelta(days=1)
    row_save_later(job, "due_at")
    found = Job.objects.get()
    assert (found.state, found.payload) == ("DONE", {"two": [None, "'"]})
    assert timedelta(hours=23) < found.due_at - found.ended_at < timedelta(hours=25)


def test_news_that_came_together_wake_once():
    wait = timedelta(seconds=0.05)
    news_wait("civic_test", within=wait)
    for _time in range(3):
        with connection.cursor() as cursor:
            cursor.execute("NOTIFY civic_test")
    began_at = monotonic()
    news_wait("civic_test", within=timedelta(seconds=5))
    assert monotonic() - began_at < 1
    began_at = monotonic()
    news_wait("civic_test", within=wait)
    assert monotonic() - began_at >= wait.total_seconds()
