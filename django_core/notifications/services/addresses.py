"""Where outside ways find people: linked, taken away, closed by the person."""

import uuid

from django.db import transaction

from django_core.accounts.models import User
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.rights import system_acts
from django_core.notifications.models import Address, SwitchedOff, Transport


def address_set(user: User, *, transport: Transport, address: str) -> None:
    """Let a way find a person here; whoever was found here, or they elsewhere, no longer is."""
    with system_acts(), transaction.atomic():
        same_place = Address.objects.filter(transport=transport, address=address)
        same_place.exclude(recipient=user).delete()
        Address.objects.update_or_create(
            recipient=user, transport=transport, defaults={"address": address}
        )
        SwitchedOff.objects.filter(recipient=user, transport=transport).delete()
        _audit(user, action="ADDRESS_LINKED", transport=transport)


def address_forget(user: User, *, transport: Transport) -> bool:
    """Take away where a way finds a person; returns whether there was such a place."""
    with system_acts(), transaction.atomic():
        gone, _by_model = Address.objects.filter(recipient=user, transport=transport).delete()
        if gone:
            _audit(user, action="ADDRESS_UNLINKED", transport=transport)
    return bool(gone)


def addresses_erase(*, recipient_uuid: uuid.UUID, transport: Transport) -> list[str]:
    """Forget where a way found an erased person, and return where that was (S29)."""
    with system_acts(), transaction.atomic():
        rows = Address.objects.filter(recipient=recipient_uuid, transport=transport)
        places = list(rows.select_for_update().values_list("address", flat=True))
        rows.delete()
    return places


def recipient_left(user: User, *, transport: Transport) -> None:
    """Note that the person has closed this way; it opens when they write through it (F15)."""
    with system_acts():
        row = SwitchedOff(recipient=user, transport=transport)
        SwitchedOff.objects.bulk_create([row], ignore_conflicts=True)


def _audit(user: User, *, action: str, transport: Transport) -> None:
    audit_record(
        action=action,
        actor=Actor(kind=user.kind, uuid=user.pk),
        subject=Subject(kind="USER", uuid=user.pk, district_uuid=user.district_id),
        transport=transport,
    )
