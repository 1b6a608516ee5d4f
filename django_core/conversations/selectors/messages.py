"""Reading messages and what staff say often (P10, P29)."""

import uuid

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Forbidden, NotFound
from django_core.base.rights import system_acts
from django_core.conversations.lifecycle import SenderKind, Visibility
from django_core.conversations.models import CannedReply, Message, Session
from django_core.conversations.selectors.sessions import session_get
from django_core.departments.models import Department
from django_core.departments.selectors import departments_with_queue
from django_core.files.models import Attachment
from django_core.notifications.models import Delivery, DeliveryKind
from django_core.notifications.selectors import deliveries_to


class SessionFileUnknown(NotFound):
    """No such file in this session, or not for this viewer."""


class CannedReplyUnknown(NotFound):
    """No such canned reply, or not for this viewer."""


def session_messages(viewer: User, *, session: Session, after: int = 0) -> QuerySet[Message]:
    """Return the messages of a session in order; a citizen never sees internal ones (P29)."""
    rows = session.messages.filter(sequence__gt=after).select_related("sender")
    rows = rows.prefetch_related("files").order_by("sequence")
    if viewer.kind == UserKind.CITIZEN:
        return rows.filter(visibility=Visibility.PUBLIC)
    return rows


def session_file_get(viewer: User, *, session_uuid: uuid.UUID, file_uuid: uuid.UUID) -> Attachment:
    """Return a file of a message that the viewer may read; raises ``SessionFileUnknown`` (S1)."""
    session = session_get(viewer, session_uuid=session_uuid)
    readable = session_messages(viewer, session=session)
    attachment = Attachment.objects.filter(pk=file_uuid, message__in=readable).first()
    if attachment is None:
        raise SessionFileUnknown("FILE_NOT_FOUND", _("There is no such file."))
    return attachment


def answers_told(viewer: User, *, session_uuid: uuid.UUID) -> list[Delivery]:
    """Return how far each answer of staff got to the citizen (S4).

    Raises ``Forbidden`` and ``SessionUnknown``.
    """
    if viewer.kind == UserKind.CITIZEN:
        raise Forbidden("STAFF_ONLY", _("Only staff see this."))
    session = session_get(viewer, session_uuid=session_uuid)
    with system_acts():  # The rows are the citizen's; the way and the state name nobody.
        rows = deliveries_to(
            session.citizen_id, kind=DeliveryKind.MESSAGE_NEW, session_uuid=session.pk
        )
        return list(rows)


def first_message_get(*, session_uuid: uuid.UUID) -> Message:
    """Return the message that opened a session."""
    citizens = Q(sender_kind=SenderKind.CITIZEN)
    return Message.objects.filter(citizens, session=session_uuid).order_by("sequence")[0]


def canned_replies_list(department: Department, *, language: str = "") -> QuerySet[CannedReply]:
    """Return the canned replies of a department that the viewer was given."""
    rows = department.canned_replies.select_related("department")
    if language:
        rows = rows.filter(language=language)
    return rows.order_by("language", "title")


def canned_reply_get(
    viewer: User, *, reply_uuid: uuid.UUID, is_locked: bool = False
) -> CannedReply:
    """Return a canned reply of a department the viewer works with, or raise."""
    rows = CannedReply.objects.select_related("department")
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    reply = rows.filter(pk=reply_uuid, department__in=departments_with_queue(viewer)).first()
    if reply is None:
        raise CannedReplyUnknown("CANNED_REPLY_NOT_FOUND", _("There is no such canned reply."))
    return reply
