"""What an operator of the installation can do with durable jobs: look, retry, drain, replay."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import Now

from django_core.base.jobs import job_enqueue, job_run, relay_wake
from django_core.base.models import ACTIVE, Job, JobState

ENDED = (JobState.DONE, JobState.DEAD, JobState.CANCELLED)


@dataclass(frozen=True)
class Backlog:
    """The jobs of one kind in one state; times are the database's."""

    kind: str
    state: str
    jobs: int
    oldest_at: datetime
    last_error: str


@dataclass(frozen=True)
class Choice:
    """Which jobs are meant: all of a kind, or those of one subject."""

    kind: str = ""
    subject: uuid.UUID | None = None

    def of(self, jobs: QuerySet[Job]) -> QuerySet[Job]:
        """Return the chosen ones among ``jobs``."""
        chosen = jobs.filter(kind=self.kind) if self.kind else jobs
        return chosen.filter(subject=self.subject) if self.subject else chosen


def backlog_list(choice: Choice) -> list[Backlog]:
    """Return what waits, runs or was given up, by kind and state."""
    rows = choice.of(Job.objects.filter(state__in=(*ACTIVE, JobState.DEAD)))
    counted = rows.order_by("kind", "state").values("kind", "state")
    return [
        Backlog(
            kind=row["kind"],
            state=row["state"],
            jobs=row["jobs"],
            oldest_at=row["oldest_at"],
            last_error=row["last_error"],
        )
        for row in counted.annotate(
            jobs=Count("*"), oldest_at=Min("created_at"), last_error=Max("error_code")
        )
    ]


def jobs_waiting() -> list[tuple[str, str, int]]:
    """Return how many jobs of each kind are queued, running or dead."""
    return [(row.kind, row.state, row.jobs) for row in backlog_list(Choice())]


def jobs_list(choice: Choice, *, at_most: int) -> list[Job]:
    """Return single jobs, the newest first."""
    return list(choice.of(Job.objects.all()).order_by("-created_at", "uuid")[:at_most])


def jobs_retry(choice: Choice) -> int:
    """Give dead jobs all their attempts again, and let those that wait run now.

    A job whose subject has an active one already stays as it is.  Returns how many changed.
    """
    taken = Job.objects.filter(state__in=ACTIVE).values("kind", "subject")
    with transaction.atomic():
        dead = choice.of(Job.objects.select_for_update().filter(state=JobState.DEAD))
        busy = {(row["kind"], row["subject"]) for row in taken}
        newest = {(job.kind, job.subject): job.pk for job in dead.order_by("created_at")}
        again = [pk for subject, pk in newest.items() if subject not in busy]
        fresh = {"attempts": 0, "due_at": Now(), "rung_at": None, "postponed_since": None}
        changed = Job.objects.filter(pk__in=again).update(
            state=JobState.QUEUED, ended_at=None, **fresh
        )
        waiting = choice.of(Job.objects.filter(state=JobState.QUEUED, due_at__gt=Now()))
        changed += waiting.update(**fresh)
        relay_wake()
    return changed


def jobs_replay(choice: Choice, *, since: timedelta) -> int:
    """Enqueue anew what ended in the last ``since``, each subject once; returns how many.

    Every kind of job is safe to run twice, so that only what is missing changes.
    """
    ended = choice.of(Job.objects.filter(state__in=ENDED, ended_at__gte=Now() - since))
    latest = {(job.kind, job.subject): job for job in ended.order_by("created_at")}
    for job in latest.values():
        with transaction.atomic():
            job_enqueue(kind=job.kind, subject=job.subject, payload=job.payload)
    return len(latest)


def jobs_drain(choice: Choice) -> int:
    """Run here, oldest first, what is due: the way out when worker or broker are away.

    Each job is tried once: what fails again waits for its time, as it does in a worker.
    """
    due = choice.of(Job.objects.filter(state=JobState.QUEUED, due_at__lte=Now()))
    uuids = list(due.order_by("created_at").values_list("pk", flat=True))
    return sum(job_run(job_uuid=job_uuid) for job_uuid in uuids)
