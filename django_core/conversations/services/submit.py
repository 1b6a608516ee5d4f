"""Saving a citizen's message before anything else happens to it (P1 to P6)."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict, Forbidden, Invalid
from django_core.base.jobs import job_enqueue
from django_core.conversations import lifecycle
from django_core.conversations.lifecycle import MessageState, Notice, SessionStatus
from django_core.conversations.models import Session
from django_core.conversations.services.join import (
    Submission,
    Submitted,
    earlier_find,
    message_build,
    session_join,
)
from django_core.conversations.services.records import session_audit
from django_core.conversations.validation import message_text_check
from django_core.departments.models import District
from django_core.departments.selectors import district_find, district_get, holidays_of
from django_core.notifications.services import recipient_wrote

_COUNTER_NEXT = """
    INSERT INTO conversations_sessioncounter AS counter (district_id, month, last)
    VALUES (%s, %s, 1)
    ON CONFLICT (district_id, month) DO UPDATE SET last = counter.last + 1
    RETURNING last
"""


class DistrictUnknown(Invalid):
    """There is no such district."""


class OtherSessionOpen(Conflict):
    """The citizen has an open session in another district."""


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
        earlier = earlier_find(citizen, submission)
        if earlier is not None:
            return earlier
        session = _open_session_lock(citizen)
        if session is None:
            return _session_open(citizen, submission, district=district, now=now)
        _place_check(session, district=district)
        return session_join(session, citizen=citizen, submission=submission)


def _district_of(citizen: User, submission: Submission) -> District:
    if submission.district is None and citizen.district_id is not None:
        return district_get(district_uuid=citizen.district_id)
    district = district_find(code=submission.district or "")
    if district is None:
        raise DistrictUnknown("DISTRICT_UNKNOWN", _("There is no such district."))
    return district


def _place_check(session: Session, *, district: District) -> None:
    if session.district_id != district.pk:
        raise OtherSessionOpen(
            "SESSION_OPEN_IN_OTHER_DISTRICT",
            _("You have an open session in another district."),
            number=session.number,
        )


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
            holidays=holidays_of(district),
        ),
    )
    message = message_build(session, citizen, submission, state=MessageState.QUEUED)
    message.save(force_insert=True)
    payload = {"message_uuid": str(message.pk)}
    job_enqueue(kind=lifecycle.ROUTE_JOB, subject=session.pk, payload=payload)
    session_audit(session, action="SESSION_OPENED", actor=citizen)
    session.number = _number_next(district, now=now)
    session.save(force_insert=True)
    recipient_wrote(recipient_uuid=citizen.pk, channel=submission.channel)
    return Submitted(
        message=message, session=session, is_new=True, notice=Notice.FINDING_DEPARTMENT
    )


def _number_next(district: District, *, now: datetime) -> str:
    month = lifecycle.month_of(now=now, timezone=district.timezone)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTER_NEXT, [district.pk, month])
        count = int(cursor.fetchone()[0])
    return lifecycle.number_format(prefix=district.number_prefix, month=month, count=count)
