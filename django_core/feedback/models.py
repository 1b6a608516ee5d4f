"""Corrections and confirmations: labels made by people."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from typing_extensions import override

from django_core.conversations.models import Message, Session
from django_core.departments.models import Department, District


class TeachState(models.TextChoices):
    """How far the index has learned a correction; HELD waits for an operator (P31)."""

    PENDING = "PENDING"
    HELD = "HELD"
    TAUGHT = "TAUGHT"
    SUPERSEDED = "SUPERSEDED"
    FAILED = "FAILED"
    REMOVED = "REMOVED"


class Correction(models.Model):
    """One correction event; rows are never changed but for what became of them (P25).

    All corrections of one text share a ``lesson_uuid`` and count their ``version``: the index
    holds one point per lesson, with the department of the highest version.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lesson_uuid = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, related_name="corrections")
    message = models.ForeignKey(Message, models.PROTECT, related_name="corrections")
    previous_department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="corrections_away"
    )
    right_department = models.ForeignKey(
        Department, models.PROTECT, related_name="corrections_here"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="corrections")
    reason = models.TextField()
    teach_state = models.CharField(
        max_length=12, choices=TeachState.choices, default=TeachState.PENDING
    )
    taught_at = models.DateTimeField(null=True)
    index_version = models.CharField(max_length=64, default="")
    # The point of the lesson and the version of it that the index was sent with this correction.
    point_uuid = models.UUIDField(null=True)
    point_version = models.PositiveIntegerField(null=True)
    # What the replay of its neighbours showed, and why it is held, if it is (P31).
    effect = models.JSONField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-created_at", "uuid")
        constraints = (
            models.UniqueConstraint(
                fields=("lesson_uuid", "version"), name="correction_version_once"
            ),
            models.CheckConstraint(
                condition=Q(previous_department__isnull=True)
                | ~Q(previous_department=F("right_department")),
                name="correction_changes_department",
            ),
            models.CheckConstraint(
                condition=Q(teach_state__in=TeachState.values), name="correction_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="correction_undone_has_author",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="correction_approved_has_author",
            ),
        )
        indexes = (
            models.Index(fields=("session", "created_at"), name="correction_by_session"),
            models.Index(fields=("point_uuid",), name="correction_by_point"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.lesson_uuid} v{self.version}"


class Confirmation(models.Model):
    """Someone said that a session is in the right department (P24, P33)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, related_name="confirmations")
    message = models.ForeignKey(Message, models.PROTECT, related_name="confirmations")
    department = models.ForeignKey(Department, models.PROTECT, related_name="confirmations")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="confirmations"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-created_at", "uuid")
        constraints = (
            models.UniqueConstraint(
                fields=("session", "department"), name="confirmation_once_per_department"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.session_id} in {self.department_id}"
