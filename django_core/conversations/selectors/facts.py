"""Facts about all messages, for the metrics; no person looks at these."""

from dataclasses import dataclass

from django.db.models import Count, Min
from django.db.models.functions import Extract, Now

from django_core.conversations.lifecycle import MessageState
from django_core.conversations.models import Message


@dataclass(frozen=True)
class StateFact:
    """How many messages are in a state and for how long the oldest has waited."""

    state: str
    count: int
    oldest_age_s: float


def messages_in_states() -> list[StateFact]:
    """Return a fact for every state a message can be in but ROUTED, where messages rest."""
    waiting = Message.objects.exclude(state=MessageState.ROUTED).order_by("state")
    rows = waiting.values("state").annotate(
        count=Count("*"), age=Extract(Now() - Min("state_changed_at"), "epoch")
    )
    known = {row["state"]: StateFact(row["state"], row["count"], float(row["age"])) for row in rows}
    states = [state for state in MessageState if state != MessageState.ROUTED]
    return [known.get(state, StateFact(state, 0, 0.0)) for state in states]
