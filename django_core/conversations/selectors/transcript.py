"""A session as plain text, to be kept or printed (P10)."""

import uuid
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.conversations.lifecycle import Notice, SenderKind, Visibility
from django_core.conversations.models import Message
from django_core.conversations.selectors.messages import session_messages
from django_core.conversations.selectors.sessions import session_get
from django_core.departments.selectors import name_in


def session_transcript(viewer: User, *, session_uuid: uuid.UUID) -> tuple[str, str]:
    """Return a session's number and all that the viewer may read of it, in their language.

    Internal notes are for those who work with them, and marked as such (P29).
    """
    session = session_get(viewer, session_uuid=session_uuid)
    zone = ZoneInfo(session.district.timezone)
    department = session.assigned_department
    with translation.override(viewer.language):
        head = [f"{session.number} · {session.district.name}"]
        if department:
            head.append(name_in(department, language=viewer.language))
        said = session_messages(viewer, session=session)
        rows = sorted(said, key=lambda row: (row.shown_at, row.sequence))
        lines = [_line(row, zone=zone, viewer=viewer) for row in rows]
    return session.number, "\n\n".join(["\n".join(head), *lines]) + "\n"


def _line(message: Message, *, zone: ZoneInfo, viewer: User) -> str:
    at = message.shown_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    who = _sender(message, is_citizen=viewer.kind == UserKind.CITIZEN)
    said = _notice(message.notice) if message.notice else message.text
    files = "".join(f"\n[{file.name}]" for file in message.files.all())
    return f"{at} · {who}\n{said}{files}"


def _sender(message: Message, *, is_citizen: bool) -> str:
    if message.visibility == Visibility.INTERNAL:
        return str(_("Internal note"))
    names = {
        SenderKind.CITIZEN: _("You") if is_citizen else _("Citizen"),
        SenderKind.STAFF: _("Staff"),
        SenderKind.OPERATOR: _("Operator"),
    }
    return str(names.get(SenderKind(message.sender_kind), _("System")))


def _notice(notice: str) -> str:
    words = {
        Notice.FINDING_DEPARTMENT: _("We are finding the right department."),
        Notice.UNDER_REVIEW: _("We are checking your message by hand."),
        Notice.SESSION_MOVED: _("The session was moved to another department."),
        Notice.CLOSE_WARNING: _("Your session closes in two hours unless you write."),
        Notice.SESSION_CLOSED: _("Your session is closed."),
        Notice.SESSION_REOPENED: _("The session is open again."),
        Notice.ERASED: _("This message was erased."),
    }
    return str(words.get(Notice(notice), notice))
