"""What `manage.py pipeline` shows and moves."""

import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from django_core.base import jobs
from django_core.base.jobs import JobFailed, JobHandler, JobPostponed, handler_register, job_run
from django_core.base.models import Job, JobState
from django_core.base.rights import system_acts
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def errors(monkeypatch):
    """What the handler of TEST jobs raises next."""
    monkeypatch.setattr(jobs, "_handlers", {})
    raised: list[Exception] = []

    def run(_claim):
        if raised:
            raise raised.pop(0)

    handler_register("TEST", JobHandler(run=run))
    return raised


def _job() -> Job:
    subject = uuid.uuid4()
    jobs.job_enqueue(kind="TEST", subject=subject, payload={"a": "b"})
    return Job.objects.get(subject=subject)


def _dead(errors) -> Job:
    job = _job()
    errors.append(JobFailed("REFUSED", permanent=True))
    job_run(job_uuid=job.pk)
    return job


def _pipeline(*arguments: str) -> str:
    out = StringIO()
    call_command("pipeline", *arguments, stdout=out)
    return out.getvalue()


def test_inspect_counts_by_kind_and_state_and_shows_one_subject(errors):
    dead, waiting = _dead(errors), _job()
    told = _pipeline("inspect")
    assert "TEST       DEAD          1" in told
    assert "TEST       QUEUED        1" in told
    assert "REFUSED" in told
    assert str(dead.pk) in _pipeline("inspect", "--subject", str(dead.subject))
    assert str(waiting.pk) not in _pipeline("inspect", "--subject", str(dead.subject))


def test_retry_gives_a_dead_job_its_attempts_again(errors):
    job = _dead(errors)
    assert _pipeline("retry") == "1 jobs to run now\n"
    job.refresh_from_db()
    assert (job.state, job.attempts, job.rung_at) == (JobState.QUEUED, 0, None)
    assert job_run(job_uuid=job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_retry_leaves_a_subject_alone_that_has_a_job_already(errors):
    job = _dead(errors)
    jobs.job_enqueue(kind="TEST", subject=job.subject)
    assert _pipeline("retry") == "0 jobs to run now\n"


def test_retry_does_not_wait_for_the_time_of_a_postponed_job(errors):
    job = _job()
    errors.append(JobPostponed("AWAY"))
    job_run(job_uuid=job.pk)
    assert _pipeline("retry", "--kind", "OTHER") == "0 jobs to run now\n"
    assert _pipeline("retry", "--kind", "TEST") == "1 jobs to run now\n"
    assert job_run(job_uuid=job.pk)


def test_drain_runs_what_is_due_without_a_worker(errors):
    waiting = [_job() for _ in range(3)]
    errors.append(JobFailed("BROKEN"))
    assert _pipeline("drain") == "3 jobs run\n"
    states = Job.objects.filter(pk__in=[job.pk for job in waiting]).order_by("created_at")
    assert [job.state for job in states] == [JobState.QUEUED, JobState.DONE, JobState.DONE]


def test_drain_ends_although_the_other_side_is_away(errors, monkeypatch):
    monkeypatch.setattr(jobs, "POSTPONE_DELAY_MAX", timedelta(0))  # It is due again at once.
    job = _job()
    errors.extend(JobPostponed("AWAY") for _ in range(3))
    assert _pipeline("drain") == "1 jobs run\n"
    assert len(errors) == 2
    job.refresh_from_db()
    assert job.postponed_since is not None


def test_replay_enqueues_what_ended_with_what_it_carried(errors):
    job = _job()
    job_run(job_uuid=job.pk)
    assert _pipeline("replay", "--minutes", "5") == "1 jobs enqueued again\n"
    again = Job.objects.get(subject=job.subject, state=JobState.QUEUED)
    assert again.payload["a"] == "b"


def test_drain_acts_as_the_system_in_the_role_that_owns_nothing(errors, nobody_looks):
    """A job sees what only the system may see; nobody does before and after (S7)."""
    with system_acts():
        people.citizen_make(people.district_make())
    seen = []
    handler_register("TEST", JobHandler(run=lambda _claim: seen.append(_who_sees())))
    _job()
    assert _who_sees() == ("civic_app", 0)
    assert _pipeline("drain") == "1 jobs run\n"
    assert seen == [("civic_app", 1)]
    assert _who_sees() == ("civic_app", 0)


def _who_sees() -> tuple[str, int]:
    """Return the role, and how many people it sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT count(*) FROM accounts_user)")
        role, people_seen = cursor.fetchone()
    return role, people_seen


def test_every_action_is_allowed_to_the_role_of_the_application(errors, nobody_looks):
    _dead(errors)
    for action in ("inspect", "retry", "drain", "replay"):
        assert _pipeline(action)
