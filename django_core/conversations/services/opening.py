"""Opening a session with its first message: all rows travel together with their commit."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from django_core.accounts.models import User
from django_core.audit.services import Actor, Subject, audit_entry
from django_core.base.errors import Invalid
from django_core.base.first_job import job_first
from django_core.base.postgres.prepared import Prepared, columns_of, from_row, run_and_commit
from django_core.conversations import lifecycle
from django_core.conversations.lifecycle import Notice, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.conversations.services.join import Submission, Submitted
from django_core.departments.models import District
from django_core.departments.selectors import holidays_of
from django_core.files.services import files_link

_SESSION_COLUMNS = len(Session._meta.concrete_fields)  # noqa: SLF001  # documented API

# All who open a session in a district wait for the row of its counter, so nothing but the commit
# comes between taking a number and letting the next one take theirs (P5).
_OPEN = Prepared(
    name="civic_session_open",
    sql=f"""
        WITH counted AS (
            INSERT INTO conversations_sessioncounter AS counter (district_id, month, last)
            VALUES (%(district)s, %(month)s, 1)
            ON CONFLICT (district_id, month) DO UPDATE SET last = counter.last + 1
            RETURNING last
        ), opened AS (
            INSERT INTO conversations_session
                (uuid, number, district_id, citizen_id, channel, status, version, last_sequence,
                 routed_by, is_degraded, verdict, close_reason, last_citizen_message_at,
                 legal_deadline_at, follows_id)
            SELECT %(session)s,
                   %(number_begins)s || lpad(last::text, greatest(4, length(last::text)), '0'),
                   %(district)s, %(citizen)s, %(channel)s, 'ROUTING', 1, 1,
                   '', false, '', '', statement_timestamp(), %(legal_deadline_at)s,
                   %(follows)s
            FROM counted
            RETURNING *
        ), said AS (
            INSERT INTO conversations_message
                (uuid, session_id, district_id, sequence, sender_kind, sender_id, text, notice,
                 notice_data, visibility, state, client_message_id, channel, language, script,
                 file_count, latitude, longitude, sent_at)
            SELECT %(message)s, uuid, district_id, 1, 'CITIZEN', citizen_id, %(text)s, '',
                   '{{}}', 'PUBLIC', 'QUEUED', %(client_message_id)s, channel, '', '',
                   %(file_count)s, %(latitude)s, %(longitude)s, %(sent_at)s
            FROM opened
            RETURNING *
        )
        SELECT {columns_of(Session, alias="opened")}, {columns_of(Message, alias="said")}
        FROM opened, said
    """,  # noqa: S608  # only names of columns are put in
    types={
        "district": "uuid",
        "month": "text",
        "session": "uuid",
        "number_begins": "text",
        "citizen": "uuid",
        "channel": "text",
        "legal_deadline_at": "timestamptz",
        "message": "uuid",
        "text": "text",
        "client_message_id": "text",
        "follows": "uuid",
        "file_count": "smallint",
        "latitude": "float8",
        "longitude": "float8",
        "sent_at": "timestamptz",
    },
)


class FollowedUnknown(Invalid):
    """No closed session of the citizen has this id."""


def session_open(
    citizen: User, submission: Submission, *, district: District, now: datetime
) -> Submitted:
    """Insert session, message, job and audit entry, and commit: the last words of a transaction.

    The caller has made sure that the citizen has no open session, and holds the citizen's row.
    Files are tied first: the database looks for their message only when all is committed.
    """
    session_uuid, message_uuid = uuid.uuid4(), uuid.uuid4()
    _followed_check(citizen, session_uuid=submission.follows_uuid)
    files_link(citizen, message_uuid=message_uuid, file_uuids=submission.file_uuids)
    place = submission.place
    month = lifecycle.month_of(now=now, timezone=district.timezone)
    opened = _OPEN.call(
        district=district.pk,
        month=month,
        session=session_uuid,
        number_begins=lifecycle.number_begin(prefix=district.number_prefix, month=month),
        citizen=citizen.pk,
        channel=submission.channel,
        legal_deadline_at=_legal_deadline(district, now=now),
        message=message_uuid,
        text=submission.text,
        client_message_id=submission.client_message_id,
        follows=submission.follows_uuid,
        file_count=len(set(submission.file_uuids)),
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        sent_at=submission.sent_at,
    )
    payload = {"message_uuid": str(message_uuid)}
    job = job_first(kind=lifecycle.ROUTE_JOB, subject=session_uuid, payload=payload)
    entry = audit_entry(
        action="SESSION_OPENED",
        actor=Actor(kind=citizen.kind, uuid=citizen.pk),
        subject=Subject(kind="SESSION", uuid=session_uuid, district_uuid=district.pk),
    )
    row = run_and_commit(opened, job, entry)[0][0]
    return Submitted(
        session=from_row(Session, row[:_SESSION_COLUMNS]),
        message=from_row(Message, row[_SESSION_COLUMNS:]),
        is_new=True,
        notice=Notice.FINDING_DEPARTMENT,
    )


def _followed_check(citizen: User, *, session_uuid: uuid.UUID | None) -> None:
    """Raise ``FollowedUnknown`` unless a session can go on from this one, if from any."""
    if session_uuid is None:
        return
    closed = Session.objects.filter(citizen=citizen, status=SessionStatus.CLOSED)
    if not closed.filter(pk=session_uuid).exists():
        raise FollowedUnknown("FOLLOWED_SESSION_UNKNOWN", _("There is no such closed session."))


def _legal_deadline(district: District, *, now: datetime) -> datetime:
    return lifecycle.legal_deadline(
        opened_at=now,
        days=district.legal_deadline_days,
        working_days=district.working_days,
        timezone=district.timezone,
        holidays=holidays_of(district),
    )
