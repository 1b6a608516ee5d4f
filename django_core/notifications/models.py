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
    SESSION_MOVED = "SESSION_MOVED"
    MESSAGE_NEW = "MESSAGE_NEW"


class DeliveryState(models.TextChoices):
    """How far a delivery got; UNKNOWN when the sender died between sending and noting it (F15)."""

    PENDING = "PENDING"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    SKIPPED = "SKIPPED"


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
        )

    @override
    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"
