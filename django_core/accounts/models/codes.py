"""One-time codes by SMS, also the ledger from which their limits are counted (P34)."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from typing_extensions import override


class SmsState(models.TextChoices):
    """How far a message got; UNKNOWN when the gateway did not say whether it took it."""

    PENDING = "PENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


class PhoneCode(models.Model):
    """A challenge: who asked for a code, from where, and how often it was tried.

    The code itself is nowhere: it follows from the challenge's id and a key (see ``otp``).
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.CharField(max_length=16)
    address = models.GenericIPAddressField()
    network = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    sms_state = models.CharField(max_length=8, choices=SmsState.choices, default=SmsState.PENDING)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "uuid")
        constraints = (
            models.CheckConstraint(
                condition=Q(sms_state__in=SmsState.values), name="phone_code_state_is_known"
            ),
            models.CheckConstraint(condition=Q(tries__lte=5), name="phone_code_five_tries"),
        )
        indexes = (
            models.Index(fields=("phone", "created_at"), name="phone_code_by_phone"),
            models.Index(fields=("created_at",), name="phone_code_by_age"),
        )

    @override
    def __str__(self) -> str:
        return str(self.uuid)
