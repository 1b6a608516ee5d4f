"""A citizen's message in a session that is open already (P3, P4, P6, P9)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict, Forbidden
from django_core.conversations import lifecycle
from django_core.conversations.lifecycle import MessageState, Notice, SenderKind, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.conversations.services.access import Seen, open_check, session_access
from django_core.conversations.services.records import (
    message_said,
    sequence_next,
    session_save,
)
from django_core.conversations.validation import chat_text_check
from django_core.departments.selectors import staff_uuids_of
from django_core.files.services import files_link
from django_core.notifications.models import DeliveryKind
from django_core.notifications.services import deliveries_create, recipient_wrote


class ClientMessageIdReused(Conflict):
    """The id was used before for another text (P6)."""


class SessionLocked(Conflict):
    """The session waits for its department's first answer (P9)."""


@dataclass(frozen=True)
class Place:
    """Where something is, in degrees of WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Submission:
    """What a citizen sends; ``follows_uuid`` is a closed session that solved nothing.

    ``sent_at`` is told by services that keep messages while we are away.
    """

    text: str
    channel: str
    client_message_id: str | None = None
    district: str | None = None
    file_uuids: Collection[uuid.UUID] = ()
    place: Place | None = None
    follows_uuid: uuid.UUID | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Submitted:
    """What was saved; ``notice`` is what the citizen is answered with at once (P4)."""

    message: Message
    session: Session
    is_new: bool
    notice: Notice | None = None


def message_follow_up(
    citizen: User, *, session_uuid: uuid.UUID, submission: Submission
) -> Submitted:
    """Save a citizen's next message in an open, unlocked session (P9); any length from 1.

    Raises ``SessionUnknown``, ``SessionClosed``, ``SessionLocked``, ``MessageTextRefused``,
    ``ClientMessageIdReused``, ``Forbidden``.
    """
    if citizen.kind != UserKind.CITIZEN:
        raise Forbidden("CITIZENS_ONLY", _("Only citizens write here."))
    chat_text_check(submission.text, has_files=bool(submission.file_uuids))
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=citizen.pk)
        session = session_access(citizen, seen=Seen(session_uuid))
        earlier = earlier_find(citizen, submission, session_uuid=session_uuid)
        if earlier is not None:
            return earlier
        open_check(session)
        return session_join(session, citizen=citizen, submission=submission)


def earlier_find(
    citizen: User, submission: Submission, *, session_uuid: uuid.UUID | None = None
) -> Submitted | None:
    """Return what this ``client_message_id`` saved before (F9)."""
    if submission.client_message_id is None:
        return None
    rows = Message.objects.select_related("session__district")
    message = rows.filter(sender=citizen, client_message_id=submission.client_message_id).first()
    if message is None:
        return None
    is_same_place = submission.district in (None, message.session.district.code)
    is_same_place = is_same_place and session_uuid in (None, message.session_id)
    if message.text != submission.text or not is_same_place:
        raise ClientMessageIdReused(
            "CLIENT_MESSAGE_ID_REUSED", _("This id already belongs to another message.")
        )
    return Submitted(message=message, session=message.session, is_new=False)


def session_join(session: Session, *, citizen: User, submission: Submission) -> Submitted:
    """Add a message to a locked row's session without a second pipeline run (P3, P4).

    It is the department's turn again, so the clock of inactivity stops (P26).
    """
    _lock_check(session)
    state = lifecycle.message_state_joining(status=session.status)
    message = message_build(session, citizen, submission, state=state)
    message.sequence = sequence_next(session)
    message.save(force_insert=True)
    files_link(citizen, message_uuid=message.pk, file_uuids=submission.file_uuids)
    session.last_message_at = session.last_citizen_message_at = Now()
    session.closes_at = session.close_warned_at = None
    times = ("last_message_at", "last_citizen_message_at", "closes_at", "close_warned_at")
    session_save(session, *times, events=[message_said(message)])
    recipient_wrote(recipient_uuid=citizen.pk, channel=submission.channel)
    _department_tell(session, message=message)
    notice = _notice_for(session.status)
    return Submitted(message=message, session=session, is_new=True, notice=notice)


def message_build(
    session: Session, citizen: User, submission: Submission, *, state: MessageState
) -> Message:
    """Return the citizen's message, not saved yet, as the first one of its session."""
    place = submission.place
    return Message(
        session=session,
        district_id=session.district_id,
        sequence=1,
        sender_kind=SenderKind.CITIZEN,
        sender=citizen,
        text=submission.text,
        state=state,
        client_message_id=submission.client_message_id,
        channel=submission.channel,
        file_count=len(set(submission.file_uuids)),
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        sent_at=submission.sent_at,
    )


def _lock_check(session: Session) -> None:
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


def _notice_for(status: str) -> Notice | None:
    """Return what a citizen is told whose message joined a session of this status (P4, P21)."""
    if status == SessionStatus.QUARANTINED:
        return Notice.UNDER_REVIEW
    return Notice.FINDING_DEPARTMENT if status in lifecycle.WITHOUT_DEPARTMENT else None
