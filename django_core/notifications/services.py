"""Writing down what must reach whom; the sender does the rest."""

import uuid
from collections.abc import Iterable

from django_core.notifications.models import Delivery, DeliveryKind


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
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
