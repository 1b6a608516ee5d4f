"""What proves a person besides a password, and how often somebody tried (P35)."""

import uuid

from django.db import models
from django.db.models.functions import Now
from typing_extensions import override

from django_core.accounts.models.people import User


class SecondFactor(models.Model):
    """A key shared with a person's authenticator, sealed; ``last_step`` refuses a second use."""

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="second_factor"
    )
    sealed_key = models.TextField()
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    @override
    def __str__(self) -> str:
        return str(self.user_id)


class RecoveryCode(models.Model):
    """A code that stands in for the authenticator once; only its keyed digest is kept."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("uuid",)
        constraints = (
            models.UniqueConstraint(fields=("user", "digest"), name="recovery_code_once"),
        )

    @override
    def __str__(self) -> str:
        return str(self.uuid)


class SignInAttempt(models.Model):
    """A try to sign in with a password; written before the password is looked at (S10)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name_digest = models.CharField(max_length=64)
    address = models.GenericIPAddressField()
    is_success = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-created_at", "uuid")
        indexes = (
            models.Index(fields=("name_digest", "created_at"), name="attempt_by_name"),
            models.Index(fields=("address", "created_at"), name="attempt_by_address"),
        )

    @override
    def __str__(self) -> str:
        return str(self.uuid)
