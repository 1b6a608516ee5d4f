"""How far people have read, and what citizens thought of it in the end (P29)."""

import uuid
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.accounts.selectors import phone_owner
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.errors import Conflict
from django_core.conversations.lifecycle import SessionStatus
from django_core.conversations.models import Rating, Session
from django_core.conversations.selectors import Wanted, session_get, sessions_list
from django_core.conversations.services.access import Seen, kind_check, session_access
from django_core.conversations.services.records import session_audit, session_events_save
from django_core.conversations.validation import note_check
from django_core.realtime.events import Kind
from django_core.realtime.publish import NewEvent

COMMENT_CHARS_MAX = 1_000
# Whom a search was about that found nobody.
NOBODY_FOUND = uuid.UUID(int=0)
# Marks never go back: two tabs may tell in any order.
_MARK_SET = """
    INSERT INTO conversations_readmark AS mark (session_id, reader_id, district_id, sequence)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT (session_id, reader_id)
    DO UPDATE SET sequence = GREATEST(mark.sequence, EXCLUDED.sequence)
    RETURNING sequence
"""


class RatingRefused(Conflict):
    """The session is still open, or was rated before."""


@dataclass(frozen=True)
class Opinion:
    """One to five stars, and words if there are any."""

    stars: int
    comment: str = ""


def sessions_search(viewer: User, *, wanted: Wanted) -> QuerySet[Session]:
    """Return the sessions that are wanted; who looks for a person's phone is written down (P39)."""
    if wanted.phone and viewer.kind != UserKind.CITIZEN:
        owner = phone_owner(phone=wanted.phone)
        audit_record(
            action="PHONE_SEARCHED",
            actor=Actor(kind=viewer.kind, uuid=viewer.pk),
            subject=Subject(
                kind="USER",
                uuid=owner.pk if owner else NOBODY_FOUND,
                district_uuid=owner.district_id if owner else viewer.district_id,
            ),
        )
    return sessions_list(viewer, wanted=wanted)


def session_read(reader: User, *, seen: Seen, sequence: int) -> int:
    """Note that the reader has read up to ``sequence``; returns the mark as it is now."""
    session = session_get(reader, session_uuid=seen.session_uuid)
    mark = min(sequence, session.last_sequence)
    with connection.cursor() as cursor:
        cursor.execute(_MARK_SET, [session.pk, reader.pk, session.district_id, mark])
        return int(cursor.fetchone()[0])


def session_rate(citizen: User, *, seen: Seen, opinion: Opinion) -> Rating:
    """Keep what the citizen thought of a closed session, once; raises ``RatingRefused``."""
    kind_check(citizen, UserKind.CITIZEN)
    note_check(opinion.comment, code="COMMENT_INVALID", chars_max=COMMENT_CHARS_MAX)
    with transaction.atomic():
        session = session_access(citizen, seen=seen)
        if session.status != SessionStatus.CLOSED:
            raise RatingRefused("SESSION_NOT_CLOSED", _("The session is still open."))
        if Rating.objects.filter(session=session).exists():
            raise RatingRefused("ALREADY_RATED", _("You have rated this session already."))
        rating = Rating.objects.create(
            session=session,
            district_id=session.district_id,
            citizen=citizen,
            stars=opinion.stars,
            comment=opinion.comment.strip(),
        )
        session_events_save(session, events=[NewEvent(Kind.RATED)])
        session_audit(session, action="SESSION_RATED", actor=citizen, stars=opinion.stars)
    return rating
