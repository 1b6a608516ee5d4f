"""The sender: claims rows with a fence and sends each at most once (G5, F15).

An outside transport is called between two transactions.  Whoever dies in between leaves a row
whose lease runs out; nobody can know whether it arrived, so it becomes UNKNOWN and is not sent
again, but for what staff answer by Telegram: that goes once more, and says so (F15).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from prometheus_client import Counter

from django_core.accounts.models import UserKind
from django_core.base.postgres.prepared import Prepared, run
from django_core.departments.selectors import name_in
from django_core.notifications.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    SwitchedOff,
    Transport,
)
from django_core.notifications.services.claim import DeliveryClaim, claims_take
from django_core.notifications.services.rows import sender_wake
from django_core.notifications.texts import Told, notice_body, notice_text
from django_core.notifications.transports import (
    Note,
    OutcomeUnknown,
    RecipientBlocked,
    TransportFailed,
    door_of,
)

ATTEMPTS_MAX = 5
RETRY_DELAY_BASE = timedelta(seconds=5)
LEASE_LOST = "LEASE_LOST"
BLOCKED = "RECIPIENT_BLOCKED"
UNHEARD = "NOTHING_HEARD"
UNREACHABLE = "UNREACHABLE"
_OWN = (Transport.WEB, Transport.OFFLINE)
# What staff answered a citizen; everything else is a notice, and better missed than doubled.
_REPEATED_ONCE = Q(
    kind=DeliveryKind.MESSAGE_NEW,
    recipient__kind=UserKind.CITIZEN,
    transport=Transport.TELEGRAM,
    unknown_at=None,
)

_SENT = Prepared(
    name="civic_delivery_sent",
    sql="""
        UPDATE notifications_delivery
        SET state = 'SENT', transport = %(transport)s, lease_until = NULL,
            ended_at = statement_timestamp(), error_code = '', external_id = ''
        WHERE uuid = %(uuid)s AND fence = %(fence)s AND state = 'SENDING'
        RETURNING 1
    """,
    types={"uuid": "uuid", "fence": "integer", "transport": "text"},
)

_log = structlog.get_logger("civic.sender")
DELIVERIES = Counter("civic_deliveries", "Deliveries that ended.", ["transport", "outcome"])


@dataclass(frozen=True)
class SenderRound:
    """What one round did; ``is_more`` says that other rows were due when it began."""

    handled: int
    is_more: bool


def _never() -> bool:
    return False


def sender_round(*, is_stopping: Callable[[], bool] = _never) -> int:
    """Send what waits, the oldest row of each recipient; returns how many rows were handled."""
    return round_run(is_stopping=is_stopping).handled


def round_run(*, is_stopping: Callable[[], bool]) -> SenderRound:
    """Send what waits, the oldest row of each recipient.

    Who is asked to stop ends the row that is being sent, and hands the others back.
    """
    claims = deliveries_claim()
    for claim in claims:
        if is_stopping():
            _hand_back(claim)
        else:
            delivery_send(claim)
    return SenderRound(handled=len(claims), is_more=any(claim.is_more for claim in claims))


def _hand_back(claim: DeliveryClaim) -> None:
    attempts = F("attempts") - 1
    _update(claim, state=DeliveryState.PENDING, lease_until=None, attempts=attempts)


def leases_end() -> None:
    """Give up on rows whose sender died: UNKNOWN, or again where nothing can have been sent."""
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, lease_until__lt=Now())
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
    """Claim rows that are due, also those whose sender died."""
    claims, is_lost = claims_take()
    if is_lost:
        leases_end()
        claims += claims_take()[0]
    return claims


def delivery_send(claim: DeliveryClaim) -> None:
    """Send one claimed row and note how it ended."""
    note = _note(claim)
    transport = _transport_for(note, closed=claim.ways_closed)
    if transport is None:
        _end(claim, state=DeliveryState.SKIPPED, code=UNREACHABLE)
        return
    if door_of(transport).is_own:
        _send_own(claim, note=note, transport=transport)
        return
    if not _update(claim, transport=transport):  # The lease ran out before anything was sent.
        return
    _send_outside(claim, note=note, transport=transport)


def _send_own(claim: DeliveryClaim, *, note: Note, transport: str) -> None:
    """End the row, which holds it until all is done, and write what its door keeps."""
    with transaction.atomic():
        if not run(_SENT.call(uuid=claim.uuid, fence=claim.fence, transport=transport)):
            return
        _count(transport=transport, outcome=DeliveryState.SENT)
        external_id = door_of(transport).send(note)
        if external_id:
            Delivery.objects.filter(pk=claim.uuid).update(external_id=external_id[:64])


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
        sender_wake()
        _log.warning("deliveries_repeated", deliveries=repeated)
    return repeated


def _transport_for(note: Note, *, closed: Collection[str]) -> str | None:
    """Return the first way, in the order of the settings, that is open and reaches the person."""
    ways = (name for name in settings.NOTIFY_BY if name not in closed)
    return next((name for name in ways if door_of(name).can_reach(note)), None)


def _sent(claim: DeliveryClaim, *, transport: str, external_id: str) -> None:
    _end(claim, state=DeliveryState.SENT, transport=transport, external_id=external_id[:64])


def _failed(claim: DeliveryClaim, *, failure: TransportFailed, transport: str) -> None:
    attempts = claim.attempts
    if failure.permanent or attempts >= ATTEMPTS_MAX:
        _end(claim, state=DeliveryState.FAILED, code=failure.code, transport=transport)
        return
    delay = failure.retry_after or RETRY_DELAY_BASE * 2**attempts
    _again(claim, delay=delay, code=failure.code)


def _switch_off(claim: DeliveryClaim, *, transport: str) -> None:
    """Close this way for the person, and let the next one be tried at once."""
    row = SwitchedOff(recipient_id=claim.recipient_uuid, transport=transport)
    with transaction.atomic():
        SwitchedOff.objects.bulk_create([row], ignore_conflicts=True)
        _again(claim, delay=timedelta(0), code=BLOCKED)
        sender_wake()
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
        _count(transport=transport or "NONE", outcome=state)


def _count(*, transport: str, outcome: DeliveryState) -> None:
    transaction.on_commit(DELIVERIES.labels(transport=transport, outcome=outcome).inc)


def _held(claim: DeliveryClaim) -> QuerySet[Delivery]:
    """Return the row while the claim on it holds (compare-and-swap on the fence)."""
    return Delivery.objects.filter(pk=claim.uuid, fence=claim.fence, state=DeliveryState.SENDING)


def _update(claim: DeliveryClaim, **fields: object) -> bool:
    return bool(_held(claim).update(**fields))


def _note(claim: DeliveryClaim) -> Note:
    is_official = claim.recipient_kind != UserKind.CITIZEN
    name = ""
    if claim.department is not None and not is_official:
        name = name_in(claim.department, language=claim.language)
    told = Told(
        kind=claim.kind,
        number=claim.number,
        words=claim.text,
        language=claim.language,
        department=name,
    )
    return Note(
        delivery_uuid=claim.uuid,
        recipient_uuid=claim.recipient_uuid,
        kind=claim.kind,
        text=notice_text(told),
        phone=claim.phone,
        body=notice_body(told),
        number=claim.number,
        session_uuid=claim.session_uuid,
        language=claim.language,
        is_official=is_official,
        is_repeated=claim.is_repeated,
        ways_known=tuple(claim.ways_known),
    )
