"""Events of sessions as they are stored: ids and codes only, never a person's words."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from typing_extensions import override


class Audience(models.TextChoices):
    """Who may know what an event was: of an INTERNAL one a citizen sees only its number (P29)."""

    EVERYBODY = "EVERYBODY"
    INTERNAL = "INTERNAL"


class Event(models.Model):
    """One change of a session; the numbers of a session are 1..n without a gap (G4).

    A number is given under the session's row lock and written in the same transaction as the
    change.  What the change came to is read where it is shown, with the viewer's rights.
    """

    session_uuid = models.UUIDField()
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.EVERYBODY)
    message_uuid = models.UUIDField(null=True)
    happened_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("session_uuid", "sequence")
        constraints = (
            models.UniqueConstraint(
                fields=("session_uuid", "sequence"), name="event_sequence_once"
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="event_sequence_from_one"),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="event_audience_is_known"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.session_uuid} {self.sequence} {self.kind}"
