"""What a person was told."""

from uuid import UUID

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Extract, Now

from django_core.accounts.models import User
from django_core.notifications.models import (
    Address,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Transport,
)


def notices_list(viewer: User) -> QuerySet[Delivery]:
    """Return what the viewer was told, newest first; never another's (P36)."""
    rows = Delivery.objects.filter(recipient=viewer).select_related("message__session")
    return rows.order_by("-created_at", "uuid")


def deliveries_to(
    recipient_uuid: UUID, *, kind: DeliveryKind, session_uuid: UUID
) -> QuerySet[Delivery]:
    """Return how far what was said in a session got to a person, in order."""
    rows = Delivery.objects.filter(recipient=recipient_uuid, kind=kind)
    return rows.filter(message__session=session_uuid).order_by("created_at", "uuid")


def deliveries_waiting() -> tuple[int, float]:
    """Return how many deliveries wait and for how many seconds the oldest has been due."""
    rows = Delivery.objects.filter(state=DeliveryState.PENDING)
    facts = rows.aggregate(count=Count("*"), age=Extract(Now() - Min("due_at"), "epoch"))
    return facts["count"], max(float(facts["age"] or 0), 0.0)


def address_find(recipient_uuid: UUID, *, transport: Transport) -> str | None:
    """Return where this way finds a person."""
    rows = Address.objects.filter(recipient=recipient_uuid, transport=transport)
    return rows.values_list("address", flat=True).first()


def recipient_find(*, transport: Transport, address: str) -> User | None:
    """Return whose address this is, unless their access was taken."""
    rows = Address.objects.filter(transport=transport, address=address, recipient__is_active=True)
    found = rows.select_related("recipient__district").first()
    return found.recipient if found else None
