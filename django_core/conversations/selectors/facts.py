"""Facts about all messages, for the metrics; no person looks at these."""

from dataclasses import dataclass

from django.db.models import Count, Min
from django.db.models.functions import Extract, Now

from django_core.conversations.lifecycle import IN_DEPARTMENT, MessageState, SessionStatus
from django_core.conversations.models import Message, Session


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


@dataclass(frozen=True)
class WaitingFact:
    """How long citizens and clocks have waited, in seconds; 0 when nobody does.

    ``unrouted_s`` counts from the saving of the oldest message whose run has not ended: tries
    and postponements do not set it back.  ``clocks_late_s`` is how late the sessions close.
    """

    unrouted_s: float
    clocks_late_s: float


def sessions_in_statuses() -> dict[str, int]:
    """Return how many sessions are in every status but CLOSED, where sessions rest."""
    rows = Session.objects.exclude(status=SessionStatus.CLOSED).order_by("status")
    known = {
        row["status"]: row["count"] for row in rows.values("status").annotate(count=Count("*"))
    }
    statuses = [status for status in SessionStatus if status != SessionStatus.CLOSED]
    return {status.value: known.get(status, 0) for status in statuses}


def sessions_overdue() -> int:
    """Return how many open sessions nobody has answered in time (P27)."""
    rows = Session.objects.exclude(status=SessionStatus.CLOSED)
    return rows.filter(overdue_at__isnull=False).count()


def waiting_longest() -> WaitingFact:
    """Return how long the oldest of those that a machine must serve has waited."""
    on_the_way = (MessageState.QUEUED, MessageState.PROCESSING)
    routing = Message.objects.filter(state__in=on_the_way, session__status=SessionStatus.ROUTING)
    unrouted = routing.aggregate(age=Extract(Now() - Min("created_at"), "epoch"))
    late = Session.objects.filter(status__in=IN_DEPARTMENT, closes_at__lt=Now()).aggregate(
        age=Extract(Now() - Min("closes_at"), "epoch")
    )
    return WaitingFact(float(unrouted["age"] or 0), float(late["age"] or 0))
