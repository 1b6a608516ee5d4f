"""The sender: claims rows with a fence and sends each at most once (G5, F15).

An outside transport is called between two transactions.  Whoever dies in between leaves a row
whose lease runs out; nobody can know whether it arrived, so it becomes UNKNOWN and is not sent
again, but for what staff answer by Telegram: that goes once more, and says so (F15).  Of one
recipient only the oldest waiting row is claimed: the order of a chat is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from prometheus_client import Counter

from django_core.accounts.models import UserKind
from django_core.departments.selectors import name_in
from django_core.notifications.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    SwitchedOff,
    Transport,
)
from django_core.notifications.texts import Told, notice_body, notice_text
from django_core.notifications.transports import (
    Note,
    OutcomeUnknown,
    RecipientBlocked,
    TransportFailed,
    door_of,
)

LEASE = timedelta(seconds=60)
BATCH = 50
ATTEMPTS_MAX = 5
RETRY_DELAY_BASE = timedelta(seconds=5)
LEASE_LOST = "LEASE_LOST"
BLOCKED = "RECIPIENT_BLOCKED"
UNHEARD = "NOTHING_HEARD"
UNREACHABLE = "UNREACHABLE"
_OWN = (Transport.WEB, Transport.OFFLINE)
_OPEN = (DeliveryState.PENDING, DeliveryState.SENDING)
# What staff answered a citizen; everything else is a notice, and better missed than doubled.
_REPEATED_ONCE = Q(
    kind=DeliveryKind.MESSAGE_NEW,
    recipient__kind=UserKind.CITIZEN,
    transport=Transport.TELEGRAM,
    unknown_at=None,
)

_log = structlog.get_logger("civic.sender")
DELIVERIES = Counter("civic_deliveries", "Deliveries that ended.", ["transport", "outcome"])


@dataclass(frozen=True)
class DeliveryClaim:
    """The right to send a row until its lease ends; ``fence`` proves it."""

    delivery: Delivery
    fence: int


def _never() -> bool:
    return False


def sender_round(*, is_stopping: Callable[[], bool] = _never) -> int:
    """Send what waits, the oldest row of each recipient; returns how many rows were handled.

    Who is asked to stop ends the row that is being sent, and hands the others back.
    """
    leases_end()
    claims = deliveries_claim()
    for claim in claims:
        if is_stopping():
            _hand_back(claim)
        else:
            delivery_send(claim)
    return len(claims)


def _hand_back(claim: DeliveryClaim) -> None:
    attempts = F("attempts") - 1
    _update(claim, state=DeliveryState.PENDING, lease_until=None, attempts=attempts)


def leases_end() -> None:
    """Give up on rows whose sender died: UNKNOWN, or again where nothing can have been sent."""
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, lease_until__lt=Now())
    if not lost.exists():  # Nearly always: it is asked with every row that is sent.
        return
    lost.filter(transport__in=("", *_OWN)).update(state=DeliveryState.PENDING, lease_until=None)
    _repeat_once(lost, code=LEASE_LOST)
    for transport in (Transport.SMS, Transport.TELEGRAM):
        unknown = lost.filter(transport=transport).update(
            state=DeliveryState.UNKNOWN,
            lease_until=None,
            ended_at=Now(),
            unknown_at=Now(),
            error_code=LEASE_LOST,
        )
        if unknown:
            _log.warning("deliveries_unknown", transport=transport, deliveries=unknown)
            DELIVERIES.labels(transport=transport, outcome=DeliveryState.UNKNOWN).inc(unknown)


def deliveries_claim() -> list[DeliveryClaim]:
    """Claim rows that are due; of two senders each gets others."""
    earlier = Delivery.objects.filter(
        Q(created_at__lt=OuterRef("created_at"))
        | Q(created_at=OuterRef("created_at"), uuid__lt=OuterRef("uuid")),
        recipient=OuterRef("recipient"),
        state__in=_OPEN,
    )
    due = Delivery.objects.filter(~Exists(earlier), state=DeliveryState.PENDING, due_at__lte=Now())
    with transaction.atomic():
        locked = due.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "uuid")
        uuids = list(locked.values_list("pk", flat=True)[:BATCH])
        rows = Delivery.objects.filter(pk__in=uuids)
        rows.update(
            state=DeliveryState.SENDING,
            fence=F("fence") + 1,
            attempts=F("attempts") + 1,
            lease_until=Now() + LEASE,
            transport="",
        )
        claimed = rows.select_related(
            "recipient", "message__session__assigned_department"
        ).order_by("created_at")
        return [DeliveryClaim(delivery=row, fence=row.fence) for row in claimed]


def delivery_send(claim: DeliveryClaim) -> None:
    """Send one claimed row and note how it ended."""
    note = _note(claim.delivery)
    transport = _transport_for(note)
    if transport is None:
        _end(claim, state=DeliveryState.SKIPPED, code=UNREACHABLE)
        return
    if door_of(transport).is_own:
        with transaction.atomic():
            if _update(claim, transport=transport):  # Which holds the row until all is done.
                _sent(claim, transport=transport, external_id=door_of(transport).send(note))
        return
    if not _update(claim, transport=transport):  # The lease ran out before anything was sent.
        return
    _send_outside(claim, note=note, transport=transport)


def _send_outside(claim: DeliveryClaim, *, note: Note, transport: str) -> None:
    try:
        external_id = door_of(transport).send(note)
    except RecipientBlocked:
        _switch_off(claim, transport=transport)
    except OutcomeUnknown:
        _unheard(claim, transport=transport)
    except TransportFailed as failure:
        _failed(claim, failure=failure, transport=transport)
    else:
        _sent(claim, transport=transport, external_id=external_id)


def _unheard(claim: DeliveryClaim, *, transport: str) -> None:
    if not _repeat_once(_held(claim), code=UNHEARD):
        _update(claim, unknown_at=Now())
        _end(claim, state=DeliveryState.UNKNOWN, code=UNHEARD, transport=transport)


def _repeat_once(rows: QuerySet[Delivery], *, code: str) -> int:
    """Let staff replies that may not have arrived wait again, marked; returns how many (F15)."""
    repeated = rows.filter(_REPEATED_ONCE).update(
        state=DeliveryState.PENDING,
        lease_until=None,
        due_at=Now(),
        unknown_at=Now(),
        error_code=code,
    )
    if repeated:
        _log.warning("deliveries_repeated", deliveries=repeated)
    return repeated


def _transport_for(note: Note) -> str | None:
    """Return the first way, in the order of the settings, that is open and reaches the person."""
    closed = SwitchedOff.objects.filter(recipient=note.recipient_uuid)
    switched_off = set(closed.values_list("transport", flat=True))
    ways = (name for name in settings.NOTIFY_BY if name not in switched_off)
    return next((name for name in ways if door_of(name).can_reach(note)), None)


def _sent(claim: DeliveryClaim, *, transport: str, external_id: str) -> None:
    _end(claim, state=DeliveryState.SENT, transport=transport, external_id=external_id[:64])


def _failed(claim: DeliveryClaim, *, failure: TransportFailed, transport: str) -> None:
    attempts = claim.delivery.attempts
    if failure.permanent or attempts >= ATTEMPTS_MAX:
        _end(claim, state=DeliveryState.FAILED, code=failure.code, transport=transport)
        return
    delay = failure.retry_after or RETRY_DELAY_BASE * 2**attempts
    _again(claim, delay=delay, code=failure.code)


def _switch_off(claim: DeliveryClaim, *, transport: str) -> None:
    """Close this way for the person, and let the next one be tried at once."""
    row = SwitchedOff(recipient_id=claim.delivery.recipient_id, transport=transport)
    with transaction.atomic():
        SwitchedOff.objects.bulk_create([row], ignore_conflicts=True)
        _again(claim, delay=timedelta(0), code=BLOCKED)
    DELIVERIES.labels(transport=transport, outcome=BLOCKED).inc()


def _again(claim: DeliveryClaim, *, delay: timedelta, code: str) -> None:
    _update(
        claim,
        state=DeliveryState.PENDING,
        lease_until=None,
        due_at=Now() + delay,
        error_code=code[:64],
    )


def _end(
    claim: DeliveryClaim,
    *,
    state: DeliveryState,
    transport: str = "",
    code: str = "",
    external_id: str = "",
) -> None:
    is_ours = _update(
        claim,
        state=state,
        lease_until=None,
        ended_at=Now(),
        error_code=code[:64],
        external_id=external_id,
    )
    if is_ours:
        outcome = DELIVERIES.labels(transport=transport or "NONE", outcome=state)
        transaction.on_commit(outcome.inc)


def _held(claim: DeliveryClaim) -> QuerySet[Delivery]:
    """Return the row while the claim on it holds (compare-and-swap on the fence)."""
    return Delivery.objects.filter(
        pk=claim.delivery.pk, fence=claim.fence, state=DeliveryState.SENDING
    )


def _update(claim: DeliveryClaim, **fields: object) -> bool:
    return bool(_held(claim).update(**fields))


def _note(delivery: Delivery) -> Note:
    recipient, session = delivery.recipient, delivery.message.session
    is_official = recipient.kind != UserKind.CITIZEN
    department = session.assigned_department
    name = ""
    if department is not None and not is_official:
        name = name_in(department, language=recipient.language)
    told = Told(
        kind=delivery.kind,
        number=session.number,
        words=delivery.message.text,
        language=recipient.language,
        department=name,
    )
    return Note(
        delivery_uuid=delivery.pk,
        recipient_uuid=recipient.pk,
        kind=delivery.kind,
        text=notice_text(told),
        phone=recipient.phone,
        body=notice_body(told),
        number=session.number,
        session_uuid=session.pk,
        language=recipient.language,
        is_official=is_official,
        is_repeated=delivery.unknown_at is not None,
    )
