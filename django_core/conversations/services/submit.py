"""Saving a citizen's message before anything else happens to it (P1 to P6)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict, Forbidden, Invalid
from django_core.base.jobs import job_enqueue
from django_core.conversations import lifecycle
from django_core.conversations.lifecycle import MessageState, Notice, SenderKind, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.conversations.services.records import (
    sequence_next,
    session_audit,
    session_save,
)
from django_core.conversations.validation import message_text_check
from django_core.departments.models import District
from django_core.departments.selectors import district_find, staff_uuids_of
from django_core.notifications.models import DeliveryKind
from django_core.notifications.services import deliveries_create

_COUNTER_NEXT = """
    INSERT INTO conversations_sessioncounter AS counter (district_id, month, last)
    VALUES (%s, %s, 1)
    ON CONFLICT (district_id, month) DO UPDATE SET last = counter.last + 1
    RETURNING last
"""


class ClientMessageIdReused(Conflict):
    """The id was used before for another text (P6)."""


class SessionLocked(Conflict):
    """The session waits for its department's first answer (P9)."""


class DistrictUnknown(Invalid):
    """There is no such district."""


class OtherSessionOpen(Conflict):
    """The citizen has an open session in another district."""


@dataclass(frozen=True)
class Submission:
    """What a citizen sends."""

    text: str
    channel: str
    client_message_id: str | None = None
    district: str | None = None


@dataclass(frozen=True)
class Submitted:
    """What was saved; ``notice`` is what the citizen is answered with at once (P4)."""

    message: Message
    session: Session
    is_new: bool
    notice: Notice | None = None


def message_submit(citizen: User, *, submission: Submission, now: datetime) -> Submitted:
    """Save a message with its session and whatever must follow, in one transaction (P1, P2).

    Raises ``MessageTextRefused``, ``DistrictUnknown``, ``ClientMessageIdReused``,
    ``SessionLocked``, ``OtherSessionOpen``, ``Forbidden``.
    """
    if citizen.kind != UserKind.CITIZEN:
        raise Forbidden("CITIZENS_ONLY", _("Only citizens open sessions."))
    message_text_check(submission.text)
    district = _district_of(citizen, submission)
    with transaction.atomic():
        # Everything of one citizen happens one after the other (P2, P6, G3).
        User.objects.select_for_update(no_key=True).get(pk=citizen.pk)
        earlier = _earlier(citizen, submission)
        if earlier is not None:
            return earlier
        session = _open_session_lock(citizen)
        if session is None:
            return _session_open(citizen, submission, district=district, now=now)
        return _session_join(session, citizen=citizen, submission=submission, district=district)


def _district_of(citizen: User, submission: Submission) -> District:
    if submission.district is None and citizen.district is not None:
        return citizen.district
    district = district_find(code=submission.district or "")
    if district is None:
        raise DistrictUnknown("DISTRICT_UNKNOWN", _("There is no such district."))
    return district


def _earlier(citizen: User, submission: Submission) -> Submitted | None:
    """Return what this ``client_message_id`` saved before (F9)."""
    if submission.client_message_id is None:
        return None
    rows = Message.objects.select_related("session__district")
    message = rows.filter(sender=citizen, client_message_id=submission.client_message_id).first()
    if message is None:
        return None
    is_same_place = submission.district in (None, message.session.district.code)
    if message.text != submission.text or not is_same_place:
        raise ClientMessageIdReused(
            "CLIENT_MESSAGE_ID_REUSED", _("This id already belongs to another message.")
        )
    return Submitted(message=message, session=message.session, is_new=False)


def _open_session_lock(citizen: User) -> Session | None:
    rows = Session.objects.select_for_update().filter(citizen=citizen)
    return rows.exclude(status=SessionStatus.CLOSED).first()


def _session_open(
    citizen: User, submission: Submission, *, district: District, now: datetime
) -> Submitted:
    """Insert message, job and session; the counter comes last, because all wait for its row."""
    session = Session(
        district=district,
        citizen=citizen,
        channel=submission.channel,
        last_sequence=1,
        last_citizen_message_at=Now(),
        legal_deadline_at=lifecycle.legal_deadline(
            opened_at=now,
            days=district.legal_deadline_days,
            working_days=district.working_days,
            timezone=district.timezone,
        ),
    )
    message = _message(session, citizen, submission, sequence=1, state=MessageState.QUEUED)
    message.save(force_insert=True)
    payload = {"message_uuid": str(message.pk)}
    job_enqueue(kind=lifecycle.ROUTE_JOB, subject=session.pk, payload=payload)
    session_audit(session, action="SESSION_OPENED", actor=citizen)
    session.number = _number_next(district, now=now)
    session.save(force_insert=True)
    return Submitted(
        message=message, session=session, is_new=True, notice=Notice.FINDING_DEPARTMENT
    )


def _session_join(
    session: Session, *, citizen: User, submission: Submission, district: District
) -> Submitted:
    """Add a message to the open session without a second pipeline run (P3, P4)."""
    if session.district_id != district.pk:
        raise OtherSessionOpen(
            "SESSION_OPEN_IN_OTHER_DISTRICT",
            _("You have an open session in another district."),
            number=session.number,
        )
    first_staff_message_at = session.first_staff_message_at
    if lifecycle.joins_refused(
        status=session.status, first_staff_message_at=first_staff_message_at
    ):
        raise SessionLocked(
            "SESSION_LOCKED",
            _("Please wait for a staff member to join."),
            session_uuid=str(session.pk),
            number=session.number,
        )
    state = lifecycle.message_state_joining(status=session.status)
    sequence = sequence_next(session)
    message = _message(session, citizen, submission, sequence=sequence, state=state)
    message.save(force_insert=True)
    session.last_message_at = session.last_citizen_message_at = Now()
    session_save(session, "last_message_at", "last_citizen_message_at")
    _department_tell(session, message=message)
    return Submitted(
        message=message, session=session, is_new=True, notice=_notice_for(session.status)
    )


def _department_tell(session: Session, *, message: Message) -> None:
    """Tell the owner of the session, or else the whole department (P3)."""
    department_uuid = session.assigned_department_id
    if department_uuid is None:
        return
    owner_uuid = session.assigned_staff_id
    deliveries_create(
        message_uuid=message.pk,
        district_uuid=session.district_id,
        kind=DeliveryKind.MESSAGE_NEW,
        recipient_uuids=[owner_uuid]
        if owner_uuid
        else staff_uuids_of(department_uuid=department_uuid),
    )


def _message(
    session: Session, citizen: User, submission: Submission, *, sequence: int, state: MessageState
) -> Message:
    return Message(
        session=session,
        district_id=session.district_id,
        sequence=sequence,
        sender_kind=SenderKind.CITIZEN,
        sender=citizen,
        text=submission.text,
        state=state,
        client_message_id=submission.client_message_id,
        channel=submission.channel,
    )


def _notice_for(status: str) -> Notice | None:
    """Return what a citizen is told whose message joined a session of this status (P4, P21)."""
    if status == SessionStatus.QUARANTINED:
        return Notice.UNDER_REVIEW
    return Notice.FINDING_DEPARTMENT if status in lifecycle.WITHOUT_DEPARTMENT else None


def _number_next(district: District, *, now: datetime) -> str:
    month = lifecycle.month_of(now=now, timezone=district.timezone)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTER_NEXT, [district.pk, month])
        count = int(cursor.fetchone()[0])
    return lifecycle.number_format(prefix=district.number_prefix, month=month, count=count)
