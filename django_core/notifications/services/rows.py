"""Writing down what must reach whom; the sender does the rest."""

import uuid
from collections.abc import Collection, Iterable

from django.db import connection, transaction

from django_core.base.rights import system_acts
from django_core.notifications.models import (
    Delivery,
    DeliveryKind,
    InboxEntry,
    SwitchedOff,
    Transport,
)

CHANNEL = "civic_deliveries"


def deliveries_create(
    *,
    message_uuid: uuid.UUID,
    district_uuid: uuid.UUID,
    kind: DeliveryKind,
    recipient_uuids: Iterable[uuid.UUID],
) -> None:
    """Insert one row per recipient in the caller's transaction; rows that exist stay (P22)."""
    rows = [
        Delivery(
            message_id=message_uuid,
            district_id=district_uuid,
            kind=kind,
            recipient_id=recipient_uuid,
        )
        for recipient_uuid in recipient_uuids
    ]
    if not rows:
        return
    # Nobody who calls this goes on after a failure: a savepoint would cost two round trips.
    with transaction.atomic(savepoint=False):
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        sender_wake()


def recipient_wrote(*, recipient_uuid: uuid.UUID, channel: str) -> None:
    """Switch a way on again that the person had closed, for they write through it (F15)."""
    if channel == Transport.WEB:  # Nobody can close the web.
        return
    with system_acts():
        SwitchedOff.objects.filter(recipient=recipient_uuid, transport=channel).delete()


def sender_wake() -> None:
    """Tell the sender, on commit, that there is something to send."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def notices_forget(*, recipient_uuid: uuid.UUID, message_uuids: Collection[uuid.UUID]) -> None:
    """Forget the words of notices of some messages, and how a person was reached (S29)."""
    InboxEntry.objects.filter(delivery__message__in=message_uuids).delete()
    rows = Delivery.objects.filter(recipient=recipient_uuid)
    rows.update(external_id="")
    SwitchedOff.objects.filter(recipient=recipient_uuid).delete()
