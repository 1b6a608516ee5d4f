"""Delivery rows: what must reach whom, once (G5)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from typing_extensions import override


class DeliveryKind(models.TextChoices):
    """Why a person is told."""

    SESSION_ROUTED = "SESSION_ROUTED"
    SESSION_TO_OPERATORS = "SESSION_TO_OPERATORS"
    SESSION_UNDER_REVIEW = "SESSION_UNDER_REVIEW"
    SESSION_MOVED = "SESSION_MOVED"
    MESSAGE_NEW = "MESSAGE_NEW"
    CLOSE_WARNING = "CLOSE_WARNING"
    SESSION_CLOSED = "SESSION_CLOSED"
    SESSION_REOPENED = "SESSION_REOPENED"
    SESSION_OVERDUE = "SESSION_OVERDUE"
    SESSION_QUARANTINED = "SESSION_QUARANTINED"
    SESSION_DISPUTED = "SESSION_DISPUTED"


class DeliveryState(models.TextChoices):
    """How far a delivery got; UNKNOWN when the sender died between sending and noting it (F15)."""

    PENDING = "PENDING"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    SKIPPED = "SKIPPED"


class Transport(models.TextChoices):
    """The ways to reach a person; OFFLINE keeps everything in the inbox of one's own machine."""

    WEB = "WEB"
    SMS = "SMS"
    TELEGRAM = "TELEGRAM"
    OFFLINE = "OFFLINE"


class Delivery(models.Model):
    """One message that must reach one person for one reason, at most once."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("departments.District", models.PROTECT, related_name="+")
    message = models.ForeignKey("conversations.Message", models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries"
    )
    kind = models.CharField(max_length=20)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING
    )
    transport = models.CharField(max_length=20, default="")
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    external_id = models.CharField(max_length=64, default="")
    error_code = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    # When nobody could tell whether it had arrived; it may have been sent once more since (F15).
    unknown_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "uuid")
        constraints = (
            models.UniqueConstraint(
                fields=("message", "kind", "recipient"), name="delivery_once_per_recipient"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                condition=Q(state=DeliveryState.PENDING),
                name="delivery_pending_by_due",
            ),
            models.Index(
                fields=("lease_until",),
                condition=Q(state=DeliveryState.SENDING),
                name="delivery_sending_by_lease",
            ),
            models.Index(fields=("recipient", "-created_at"), name="delivery_by_recipient"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"


class Address(models.Model):
    """Where an outside way finds a person, such as a chat; each belongs to one person (P22)."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    transport = models.CharField(max_length=20, choices=Transport.choices)
    address = models.CharField(max_length=64)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("recipient", "transport")
        verbose_name_plural = "addresses"
        constraints = (
            models.UniqueConstraint(fields=("recipient", "transport"), name="address_once"),
            models.UniqueConstraint(fields=("transport", "address"), name="address_of_one_person"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.recipient_id} by {self.transport}"


class SwitchedOff(models.Model):
    """A way that a person has closed to us; it opens again when the person writes through it."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    transport = models.CharField(max_length=20, choices=Transport.choices)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("recipient", "transport")
        constraints = (
            models.UniqueConstraint(fields=("recipient", "transport"), name="switched_off_once"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.recipient_id} without {self.transport}"


class InboxEntry(models.Model):
    """What the offline transport would have sent; the inbox of a development machine shows it."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, related_name="inbox_entry")
    text = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-created_at", "delivery")

    @override
    def __str__(self) -> str:
        return str(self.delivery_id)
