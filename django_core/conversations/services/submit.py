"""Saving a citizen's message before anything else happens to it (P1 to P6)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict, Forbidden, Invalid
from django_core.base.postgres.prepared import Prepared, run_together
from django_core.conversations.lifecycle import SessionStatus
from django_core.conversations.models import Session
from django_core.conversations.services.join import (
    Submission,
    Submitted,
    earlier_find,
    session_join,
)
from django_core.conversations.services.opening import session_open
from django_core.conversations.validation import message_text_check
from django_core.departments.models import District
from django_core.departments.selectors import district_asked, district_told
from django_core.notifications.services import recipient_wrote

_CITIZEN_LOCK = Prepared(
    name="civic_citizen_lock",
    sql="SELECT 1 FROM accounts_user WHERE uuid = %(citizen)s FOR NO KEY UPDATE",
    types={"citizen": "uuid"},
)
_STANDING = Prepared(
    name="civic_citizen_standing",
    sql="""
        SELECT EXISTS (SELECT FROM conversations_session
                       WHERE citizen_id = %(citizen)s AND status <> 'CLOSED')
            OR EXISTS (SELECT FROM conversations_message
                       WHERE sender_id = %(citizen)s AND client_message_id = %(message_id)s)
    """,
    types={"citizen": "uuid", "message_id": "text"},
)


class DistrictUnknown(Invalid):
    """There is no such district."""


class OtherSessionOpen(Conflict):
    """The citizen has an open session in another district."""


def message_submit(citizen: User, *, submission: Submission, now: datetime) -> Submitted:
    """Save a message with its session and whatever must follow, in one transaction (P1, P2).

    Raises ``MessageTextRefused``, ``DistrictUnknown``, ``ClientMessageIdReused``,
    ``SessionLocked``, ``OtherSessionOpen``, ``Forbidden``, ``FollowedUnknown``, ``FileUnknown``,
    ``TooManyOfMessage``.
    """
    if citizen.kind != UserKind.CITIZEN:
        raise Forbidden("CITIZENS_ONLY", _("Only citizens open sessions."))
    message_text_check(submission.text)
    with transaction.atomic():
        district, has_earlier = _citizen_lock(citizen, submission)
        if has_earlier:
            earlier = earlier_find(citizen, submission)
            if earlier is not None:
                return earlier
            session = _open_session_lock(citizen)
            if session is not None:
                _place_check(session, district=district)
                return session_join(session, citizen=citizen, submission=submission)
        recipient_wrote(recipient_uuid=citizen.pk, channel=submission.channel)
        return session_open(citizen, submission, district=district, now=now)


def _citizen_lock(citizen: User, submission: Submission) -> tuple[District, bool]:
    """Let everything of one citizen happen one after the other (P2, P6, G3).

    Returns the district of the message, and whether there is something already: an open
    session, or a message with this id.
    """
    lock = _CITIZEN_LOCK.call(citizen=citizen.pk)
    message_id = submission.client_message_id
    standing = _STANDING.call(citizen=citizen.pk, message_id=message_id)
    own_uuid = citizen.district_id if submission.district is None else None
    asked = district_asked(district_uuid=own_uuid, code=submission.district)
    _locked, found, districts = run_together(lock, standing, asked)
    district = district_told(districts)
    if district is None:
        raise DistrictUnknown("DISTRICT_UNKNOWN", _("There is no such district."))
    return district, bool(found[0][0])


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
