"""Attachments as they are kept; the bytes are in the store, not here."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from typing_extensions import override

from django_core.files.checks import NAME_CHARS_MAX, MediaType


class FileState(models.TextChoices):
    """Whether the store has the bytes; PENDING ones are shown as such, never linked to (F17)."""

    PENDING = "PENDING"
    STORED = "STORED"


class Attachment(models.Model):
    """A file of a message, or one that its uploader has not sent yet."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("departments.District", models.PROTECT, related_name="+")
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="files")
    message = models.ForeignKey(
        "conversations.Message", models.PROTECT, null=True, related_name="files"
    )
    name = models.CharField(max_length=NAME_CHARS_MAX)
    media_type = models.CharField(max_length=20, choices=MediaType.choices)
    size_bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=FileState.choices, default=FileState.PENDING)
    created_at = models.DateTimeField(db_default=Now())
    stored_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "uuid")
        constraints = (
            models.CheckConstraint(
                condition=Q(media_type__in=MediaType.values), name="file_media_type_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=FileState.PENDING, stored_at__isnull=True)
                | Q(state=FileState.STORED, stored_at__isnull=False),
                name="file_stored_has_its_time",
            ),
            models.CheckConstraint(condition=Q(size_bytes__gte=1), name="file_is_not_empty"),
        )
        indexes = (
            models.Index(fields=("uploader", "created_at"), name="file_by_uploader"),
            models.Index(
                fields=("created_at",), condition=Q(message__isnull=True), name="file_unsent_by_age"
            ),
            models.Index(
                fields=("created_at",),
                condition=Q(state=FileState.PENDING),
                name="file_pending_by_age",
            ),
        )

    @override
    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def key(self) -> str:
        """Where the store keeps the bytes; no name of a person's is in it."""
        return f"{self.uuid.hex[:2]}/{self.uuid}"


class HeldContent(models.Model):
    """The bytes of a file that the store does not have yet; Postgres keeps them until then."""

    attachment = models.OneToOneField(
        Attachment, models.CASCADE, primary_key=True, related_name="held"
    )
    content = models.BinaryField()

    @override
    def __str__(self) -> str:
        return str(self.attachment_id)
