"""The audit log (P39); a trigger in the database refuses to change or remove an entry."""

from django.db import models
from django.db.models.functions import Now
from typing_extensions import override


class AuditEntry(models.Model):
    """One fact about what an actor did to a subject; ``data`` holds ids and codes only.

    Actors and districts are plain ids: an entry outlives whatever it speaks of.
    """

    happened_at = models.DateTimeField(db_default=Now())
    action = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=12)
    actor_uuid = models.UUIDField(null=True)
    district_uuid = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=20)
    subject_uuid = models.UUIDField()
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(action__regex=r"^[A-Z][A-Z_]+$"), name="audit_action_is_a_code"
            ),
        )
        indexes = (
            models.Index(fields=("subject_uuid", "id"), name="audit_by_subject"),
            models.Index(fields=("actor_uuid", "id"), name="audit_by_actor"),
            models.Index(fields=("action", "id"), name="audit_by_action"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_uuid}"
