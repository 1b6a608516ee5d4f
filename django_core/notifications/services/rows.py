"""Writing down what must reach whom; the sender does the rest."""

import uuid
from collections.abc import Collection, Iterable

from django_core.base.postgres.prepared import Prepared, run_later
from django_core.base.rights import system_acts
from django_core.notifications.models import (
    Delivery,
    DeliveryKind,
    InboxEntry,
    SwitchedOff,
    Transport,
)

CHANNEL = "civic_deliveries"
_CREATE = Prepared(
    name="civic_deliveries_create",
    sql="""
        INSERT INTO notifications_delivery (uuid, message_id, district_id, kind, recipient_id,
                                            state, transport, fence, attempts, external_id,
                                            error_code)
        SELECT gen_random_uuid(), %(message)s, %(district)s, %(kind)s, recipient,
               'PENDING', '', 0, 0, '', ''
        FROM unnest(%(recipients)s) AS recipient
        ON CONFLICT DO NOTHING
    """,
    types={"message": "uuid", "district": "uuid", "kind": "text", "recipients": "uuid[]"},
)
_WAKE = Prepared(name="civic_sender_wake", sql=f"SELECT pg_notify('{CHANNEL}', '')", types={})


def deliveries_create(
    *,
    message_uuid: uuid.UUID,
    district_uuid: uuid.UUID,
    kind: DeliveryKind,
    recipient_uuids: Iterable[uuid.UUID],
) -> None:
    """Insert one row per recipient in the caller's transaction; rows that exist stay (P22)."""
    recipients = list(recipient_uuids)
    if recipients:
        run_later(
            _CREATE.call(
                message=message_uuid, district=district_uuid, kind=str(kind), recipients=recipients
            )
        )
        sender_wake()


def recipient_wrote(*, recipient_uuid: uuid.UUID, channel: str) -> None:
    """Switch a way on again that the person had closed, for they write through it (F15)."""
    if channel == Transport.WEB:  # Nobody can close the web.
        return
    with system_acts():
        SwitchedOff.objects.filter(recipient=recipient_uuid, transport=channel).delete()


def sender_wake() -> None:
    """Tell the sender, on commit, that there is something to send."""
    run_later(_WAKE.call())


def notices_forget(*, recipient_uuid: uuid.UUID, message_uuids: Collection[uuid.UUID]) -> None:
    """Forget the words of notices of some messages, and how a person was reached (S29)."""
    InboxEntry.objects.filter(delivery__message__in=message_uuids).delete()
    rows = Delivery.objects.filter(recipient=recipient_uuid)
    rows.update(external_id="")
    SwitchedOff.objects.filter(recipient=recipient_uuid).delete()
