"""The durable job: a row in the caller's transaction is the one outbox of the system."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from typing_extensions import override


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    DEAD = "DEAD"
    CANCELLED = "CANCELLED"


ACTIVE = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """Something that must happen after a commit: what (kind), to whom (subject), how far.

    ``fence`` grows with every claim: an answer that carries an older one is fenced off.
    Payloads hold ids only, never a person's words.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(db_default=Now())
    rung_at = models.DateTimeField(null=True, db_default=Now())
    postponed_since = models.DateTimeField(null=True)
    is_repeat_wanted = models.BooleanField(default=False)
    error_code = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "uuid")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject"),
                condition=Q(state__in=ACTIVE),
                name="job_one_active_per_subject",
            ),
            models.CheckConstraint(
                condition=Q(state__in=JobState.values), name="job_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(lease_until__isnull=True)),
                name="job_lease_only_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ACTIVE, ended_at__isnull=True)
                | (~Q(state__in=ACTIVE) & Q(ended_at__isnull=False)),
                name="job_ended_has_its_time",
            ),
        )
        indexes = (
            models.Index(F("due_at"), condition=Q(state=JobState.QUEUED), name="job_queued_by_due"),
            models.Index(
                F("lease_until"), condition=Q(state=JobState.RUNNING), name="job_running_by_lease"
            ),
            models.Index(fields=("subject", "kind"), name="job_by_subject"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.state}"
