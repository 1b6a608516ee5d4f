"""Sessions and messages as they are stored; their rules are in ``lifecycle``."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from typing_extensions import override

from django_core.conversations import lifecycle
from django_core.conversations.lifecycle import (
    CloseOutcome,
    CloseReason,
    MessageState,
    RoutedBy,
    SenderKind,
    SessionStatus,
    Verdict,
    Visibility,
)
from django_core.departments.models import Department, District

CODE_PATTERN = r"^[A-Z][A-Z_]*$"
NUMBER_PATTERN = r"^[A-Z]{2,4}-[0-9]{4}-[0-9]{4,}$"


class SessionCounter(models.Model):
    """The last public number given in a district and month (P5)."""

    district = models.ForeignKey(District, models.CASCADE, related_name="+")
    month = models.CharField(max_length=4)
    last = models.PositiveIntegerField()

    class Meta:
        ordering = ("district", "month")
        constraints = (
            models.UniqueConstraint(fields=("district", "month"), name="session_counter_once"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.month} {self.last}"


class Session(models.Model):
    """One matter of one citizen, and the chat about it.

    ``version`` grows with every change, so that a decision on an old view can be refused.
    ``last_sequence`` is the number of its last message, ``event_sequence`` of its last live event.
    ``closes_at`` is the inactivity clock (P26), ``legal_deadline_at`` the second one (P27).
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="sessions")
    citizen = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sessions")
    channel = models.CharField(max_length=20)
    status = models.CharField(
        max_length=16, choices=SessionStatus.choices, default=SessionStatus.ROUTING
    )
    version = models.PositiveIntegerField(default=1)
    last_sequence = models.PositiveIntegerField(default=0)
    event_sequence = models.PositiveIntegerField(default=0, db_default=0)

    assigned_department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="sessions"
    )
    assigned_staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="picked_sessions"
    )
    routed_by = models.CharField(max_length=12, choices=RoutedBy.choices, default="", blank=True)
    is_degraded = models.BooleanField(default=False)
    # Of the pipeline's choice, while that is what the session is in its department by.
    confidence = models.FloatField(null=True)
    routed_at = models.DateTimeField(null=True)
    first_routed_at = models.DateTimeField(null=True)
    picked_at = models.DateTimeField(null=True)

    verdict = models.CharField(max_length=10, choices=Verdict.choices, default="", blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    opened_at = models.DateTimeField(db_default=Now())
    last_message_at = models.DateTimeField(db_default=Now())
    last_citizen_message_at = models.DateTimeField(null=True)
    first_staff_message_at = models.DateTimeField(null=True)
    last_staff_message_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    close_warned_at = models.DateTimeField(null=True)
    legal_deadline_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)

    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    close_reason = models.CharField(
        max_length=12, choices=CloseReason.choices, default="", blank=True
    )
    close_outcome = models.CharField(
        max_length=12, choices=CloseOutcome.choices, default="", db_default="", blank=True
    )
    reopened_at = models.DateTimeField(null=True)
    # The closed session of the same citizen that did not solve the matter.
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followed_by", db_index=False
    )

    class Meta:
        ordering = ("-opened_at", "uuid")
        constraints = (
            models.UniqueConstraint(
                fields=("citizen",),
                condition=~Q(status=SessionStatus.CLOSED),
                name="session_one_open_per_citizen",
            ),
            models.CheckConstraint(
                condition=Q(status__in=SessionStatus.values), name="session_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(number__regex=NUMBER_PATTERN), name="session_number_is_a_number"
            ),
            models.CheckConstraint(
                condition=Q(channel__regex=CODE_PATTERN), name="session_channel_is_a_code"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=lifecycle.IN_DEPARTMENT)
                | Q(assigned_department__isnull=False, routed_at__isnull=False),
                name="session_waits_in_a_department",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=lifecycle.WITHOUT_DEPARTMENT)
                | Q(assigned_department__isnull=True, assigned_staff__isnull=True),
                name="session_unrouted_has_no_department",
            ),
            models.CheckConstraint(
                condition=~Q(status=SessionStatus.ACTIVE) | Q(assigned_staff__isnull=False),
                name="session_active_has_an_owner",
            ),
            models.CheckConstraint(
                condition=~Q(status=SessionStatus.WAITING) | Q(assigned_staff__isnull=True),
                name="session_waiting_has_no_owner",
            ),
            models.CheckConstraint(
                condition=Q(status=SessionStatus.CLOSED, closed_at__isnull=False)
                | (~Q(status=SessionStatus.CLOSED) & Q(closed_at__isnull=True)),
                name="session_closed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", verified_at__isnull=True)
                | (Q(verdict__in=Verdict.values) & Q(verified_at__isnull=False)),
                name="session_verdict_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(close_outcome="") | Q(close_outcome__in=CloseOutcome.values),
                name="session_outcome_is_known",
            ),
        )
        indexes = (
            models.Index(
                fields=("assigned_department", "status", "opened_at"), name="session_queue"
            ),
            models.Index(fields=("district", "status", "opened_at"), name="session_by_district"),
            models.Index(fields=("citizen", "-opened_at"), name="session_by_citizen"),
            models.Index(fields=("opened_at",), name="session_by_opening"),
            models.Index(
                F("closes_at"),
                condition=Q(closes_at__isnull=False) & ~Q(status=SessionStatus.CLOSED),
                name="session_by_closing",
            ),
            models.Index(
                fields=("opened_at",),
                condition=Q(escalated_at__isnull=True) & ~Q(status=SessionStatus.CLOSED),
                name="session_to_escalate",
            ),
        )

    @override
    def __str__(self) -> str:
        return self.number


class Message(models.Model):
    """One message of a session; ``text`` is kept exactly as it came and escaped when shown.

    A message of the system has no text but a ``notice`` that is put into words where it is shown.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="messages")
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField()
    sender_kind = models.CharField(max_length=10, choices=SenderKind.choices)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="messages"
    )
    text = models.TextField(default="", blank=True)
    notice = models.CharField(max_length=40, default="", blank=True)
    notice_data = models.JSONField(default=dict, blank=True)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    state = models.CharField(max_length=16, choices=MessageState.choices)
    client_message_id = models.CharField(max_length=64, null=True)  # noqa: DJ001  # absent is not equal to absent
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=2, default="", blank=True)
    script = models.CharField(max_length=4, default="", blank=True)
    file_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    # When the sender's own service says it was sent, where that is known: chats show that order
    # (F8), while ``sequence`` counts arrivals.
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    state_changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("session", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("session", "sequence"), name="message_sequence_once"),
            models.UniqueConstraint(
                fields=("sender", "client_message_id"), name="message_client_id_once_per_sender"
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="message_sequence_from_one"),
            models.CheckConstraint(
                condition=Q(sender_kind__in=SenderKind.values), name="message_sender_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values), name="message_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="message_visibility_is_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__regex=CODE_PATTERN), name="message_channel_is_a_code"
            ),
            models.CheckConstraint(
                condition=Q(sender_kind__in=(SenderKind.SYSTEM, SenderKind.AI, SenderKind.EXTERNAL))
                | Q(sender__isnull=False),
                name="message_of_a_person_has_a_sender",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(notice="") | Q(file_count__gte=1),
                name="message_says_something",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90.0, 90.0), longitude__range=(-180.0, 180.0)),
                name="message_place_is_on_earth",
            ),
        )
        indexes = (
            models.Index(
                fields=("state", "created_at"),
                condition=~Q(state=MessageState.ROUTED),
                name="message_unrouted_by_age",
            ),
            GinIndex(SearchVector("text", config="simple"), name="message_by_words"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.session_id} {self.sequence}"

    @property
    def shown_at(self) -> datetime:
        """When a chat says that it was sent."""
        return self.sent_at or self.created_at
