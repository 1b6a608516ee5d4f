"""Prompt versions: a text is never changed, only followed by a newer one (P17)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from typing_extensions import override


class PromptPurpose(models.TextChoices):
    """What a prompt is for."""

    ROUTE = "ROUTE"


class PromptVersion(models.Model):
    """One version of a prompt's text; at most one per purpose is active."""

    purpose = models.CharField(max_length=20, choices=PromptPurpose.choices)
    version = models.CharField(max_length=64)
    template = models.TextField()
    is_active = models.BooleanField(default=False)
    author_uuid = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("purpose", "-created_at")
        constraints = (
            models.UniqueConstraint(fields=("purpose", "version"), name="prompt_version_once"),
            models.UniqueConstraint(
                fields=("purpose",), condition=Q(is_active=True), name="prompt_one_active"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=PromptPurpose.values), name="prompt_purpose_is_known"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
