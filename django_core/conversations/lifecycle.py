"""The rules of a session's life that need no database: states, lock, deadlines."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from django_core.base.errors import Conflict

ROUTE_JOB = "ROUTE"
IDLE_CLOSES_AFTER = timedelta(hours=24)
HELD_CLOSES_AFTER = timedelta(hours=48)
CLOSE_WARNED_BEFORE = timedelta(hours=2)
ESCALATED_AFTER = timedelta(hours=24)
REOPENS_WITHIN = timedelta(days=14)
LEGAL_DEADLINE_NEAR = timedelta(days=3)
# No calendar has as many days off in a row; it only ends the search for a working day.
_DAYS_OFF_MAX = 60
_DAY_ENDS = time(23, 59, 59)


class SessionStatus(TextChoices):
    """Where a session stands."""

    ROUTING = "ROUTING"
    QUARANTINED = "QUARANTINED"
    NEEDS_OPERATOR = "NEEDS_OPERATOR"
    WAITING = "WAITING"
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"


class MessageState(TextChoices):
    """Where a message stands on its way to a department.

    RECEIVED is saved and waits with its session (P4); QUEUED has a job of its own.
    """

    RECEIVED = "RECEIVED"
    QUEUED = "QUEUED"
    PROCESSING = "PROCESSING"
    ROUTED = "ROUTED"
    QUARANTINED = "QUARANTINED"
    NEEDS_OPERATOR = "NEEDS_OPERATOR"


class SenderKind(TextChoices):
    """Who wrote a message."""

    CITIZEN = "CITIZEN"
    STAFF = "STAFF"
    OPERATOR = "OPERATOR"
    AI = "AI"
    SYSTEM = "SYSTEM"
    EXTERNAL = "EXTERNAL"


# Whose names may be shown to whoever may read the message.
OFFICIALS = (SenderKind.STAFF, SenderKind.OPERATOR)


class Visibility(TextChoices):
    """Who may read a message: INTERNAL ones are never shown to citizens (P29)."""

    PUBLIC = "PUBLIC"
    INTERNAL = "INTERNAL"


class RoutedBy(TextChoices):
    """Who gave a session its present department."""

    PIPELINE = "PIPELINE"
    OPERATOR = "OPERATOR"
    CORRECTION = "CORRECTION"


class Verdict(TextChoices):
    """What staff said of the routing (P24)."""

    CONFIRMED = "CONFIRMED"
    CORRECTED = "CORRECTED"


class CloseReason(TextChoices):
    """Why a session was closed."""

    ENDED = "ENDED"
    IDLE = "IDLE"
    REJECTED = "REJECTED"


class CloseOutcome(TextChoices):
    """What came of a matter, as staff say when they end its session."""

    RESOLVED = "RESOLVED"
    EXPLAINED = "EXPLAINED"
    REDIRECTED = "REDIRECTED"
    REFUSED = "REFUSED"
    DUPLICATE = "DUPLICATE"


class Channel(TextChoices):
    """The channels that exist today; a stored channel is a name, so that more can come."""

    WEB = "WEB"
    TELEGRAM = "TELEGRAM"


# Where a citizen sees a session's progress as it happens; elsewhere they are told of it (P8, P11).
SHOWN_LIVE = (Channel.WEB,)


class Notice(TextChoices):
    """What the system says in a chat; the words are translated where they are shown."""

    FINDING_DEPARTMENT = "FINDING_DEPARTMENT"
    UNDER_REVIEW = "UNDER_REVIEW"
    SESSION_MOVED = "SESSION_MOVED"
    CLOSE_WARNING = "CLOSE_WARNING"
    SESSION_CLOSED = "SESSION_CLOSED"
    SESSION_REOPENED = "SESSION_REOPENED"
    ERASED = "ERASED"


class LegalState(TextChoices):
    """The colour of the legal deadline (P27)."""

    IN_TIME = "IN_TIME"
    NEAR = "NEAR"
    PASSED = "PASSED"
    MET = "MET"


IN_DEPARTMENT = (SessionStatus.WAITING, SessionStatus.ACTIVE)
WITHOUT_DEPARTMENT = (
    SessionStatus.ROUTING,
    SessionStatus.QUARANTINED,
    SessionStatus.NEEDS_OPERATOR,
)
MESSAGE_TRANSITIONS: dict[str, frozenset[str]] = {
    MessageState.RECEIVED: frozenset(
        {MessageState.ROUTED, MessageState.QUARANTINED, MessageState.NEEDS_OPERATOR}
    ),
    MessageState.QUEUED: frozenset(
        {MessageState.PROCESSING, MessageState.ROUTED, MessageState.NEEDS_OPERATOR}
    ),
    MessageState.PROCESSING: frozenset(
        {
            MessageState.QUEUED,
            MessageState.ROUTED,
            MessageState.QUARANTINED,
            MessageState.NEEDS_OPERATOR,
        }
    ),
    MessageState.QUARANTINED: frozenset({MessageState.QUEUED, MessageState.RECEIVED}),
    MessageState.NEEDS_OPERATOR: frozenset({MessageState.ROUTED}),
    MessageState.ROUTED: frozenset(),
}
SESSION_TRANSITIONS: dict[str, frozenset[str]] = {
    SessionStatus.ROUTING: frozenset(
        {
            SessionStatus.WAITING,
            SessionStatus.QUARANTINED,
            SessionStatus.NEEDS_OPERATOR,
            SessionStatus.CLOSED,
        }
    ),
    SessionStatus.QUARANTINED: frozenset({SessionStatus.ROUTING, SessionStatus.CLOSED}),
    SessionStatus.NEEDS_OPERATOR: frozenset({SessionStatus.WAITING, SessionStatus.CLOSED}),
    SessionStatus.WAITING: frozenset(
        {SessionStatus.WAITING, SessionStatus.ACTIVE, SessionStatus.CLOSED}
    ),
    SessionStatus.ACTIVE: frozenset(
        {SessionStatus.WAITING, SessionStatus.ACTIVE, SessionStatus.CLOSED}
    ),
    SessionStatus.CLOSED: frozenset({SessionStatus.WAITING, SessionStatus.NEEDS_OPERATOR}),
}
_STATES_BY_STATUS = {
    SessionStatus.ROUTING: MessageState.RECEIVED,
    SessionStatus.QUARANTINED: MessageState.QUARANTINED,
    SessionStatus.NEEDS_OPERATOR: MessageState.NEEDS_OPERATOR,
    SessionStatus.WAITING: MessageState.ROUTED,
    SessionStatus.ACTIVE: MessageState.ROUTED,
}


class TransitionNotAllowed(Conflict):
    """A session cannot go from where it stands to where it should."""


def transition_check(*, before: str, after: str) -> None:
    """Raise ``TransitionNotAllowed`` unless a session may go from ``before`` to ``after``."""
    if after not in SESSION_TRANSITIONS[before]:
        raise TransitionNotAllowed(
            "TRANSITION_NOT_ALLOWED", _("The session does not allow this now."), status=before
        )


def message_states_before(after: str) -> list[str]:
    """Return the states from which a message may come to ``after``."""
    return [before for before, afters in MESSAGE_TRANSITIONS.items() if after in afters]


def is_locked(*, status: str, first_staff_message_at: datetime | None) -> bool:
    """Return whether the citizen's input is closed: no staff message yet, or closed (P9)."""
    return status == SessionStatus.CLOSED or first_staff_message_at is None


def joins_refused(*, status: str, first_staff_message_at: datetime | None) -> bool:
    """Return whether a citizen's message is refused: locked, and the department known (P4, P9)."""
    is_department_known = status in IN_DEPARTMENT
    return is_department_known and is_locked(
        status=status, first_staff_message_at=first_staff_message_at
    )


def message_state_joining(*, status: str) -> MessageState:
    """Return the state of a message that joins a session with this status (P3, P4)."""
    return _STATES_BY_STATUS[SessionStatus(status)]


def number_begin(*, prefix: str, month: str) -> str:
    """Return how public numbers of a district and month begin, as ``YD-2611-0042`` does (P5).

    The database counts on when the session is saved; four digits are the least.
    """
    return f"{prefix}-{month}-"


def month_of(*, now: datetime, timezone: str) -> str:
    """Return the year and month of ``now`` in the district, such as ``2611``."""
    return now.astimezone(ZoneInfo(timezone)).strftime("%y%m")


def closes_after(*, is_held: bool) -> timedelta:
    """Return how long after the last staff message a session closes by itself (P26)."""
    return HELD_CLOSES_AFTER if is_held else IDLE_CLOSES_AFTER


def legal_deadline(
    *,
    opened_at: datetime,
    days: int,
    working_days: str,
    timezone: str,
    holidays: Collection[date] = (),
) -> datetime:
    """Return when the time that the law gives is over (P27).

    Calendar days, counted from the day after the opening; a last day on which nobody works moves
    to the next working day, and lasts until it ends.
    """
    zone = ZoneInfo(timezone)
    last = opened_at.astimezone(zone).date() + timedelta(days=days)
    for _day in range(_DAYS_OFF_MAX):
        if str(last.isoweekday()) in working_days and last not in holidays:
            break
        last += timedelta(days=1)
    return datetime.combine(last, _DAY_ENDS, zone)


def legal_state(*, deadline_at: datetime, closed_at: datetime | None, now: datetime) -> LegalState:
    """Return the colour of the legal deadline as it is at ``now`` (P27)."""
    if (closed_at or now) > deadline_at:
        return LegalState.PASSED
    if closed_at is not None:
        return LegalState.MET
    is_near = deadline_at - now <= LEGAL_DEADLINE_NEAR
    return LegalState.NEAR if is_near else LegalState.IN_TIME
