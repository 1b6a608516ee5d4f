"""Sessions and messages as they are shown, and what every door of this room shares."""

import uuid
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from django_core.accounts.models import UserKind
from django_core.accounts.selectors import viewer_of
from django_core.conversations import lifecycle, selectors
from django_core.conversations.lifecycle import (
    CloseOutcome,
    CloseReason,
    LegalState,
    MessageState,
    SenderKind,
    SessionStatus,
    Visibility,
)
from django_core.conversations.models import Message, Session
from django_core.conversations.services import Seen, name_of
from django_core.departments.selectors import name_in, names_of
from django_core.files.apis import FileReply
from django_core.files.models import Attachment, FileState
from django_core.files.services import FILES_PER_MESSAGE_MAX

CLIENT_MESSAGE_ID = r"^[A-Za-z0-9_.:-]{1,64}$"


class FileUuidsField(serializers.ListField):
    """The files that a message is sent with, as they were uploaded."""

    def __init__(self) -> None:
        child = serializers.UUIDField()
        super().__init__(
            child=child, max_length=FILES_PER_MESSAGE_MAX, required=False, default=list
        )


class SeenRequest(serializers.Serializer[Any]):
    """The version of the view that a decision was made on; without one any view is good."""

    session_version = serializers.IntegerField(min_value=1, required=False)


class PlaceReply(serializers.Serializer[Any]):
    """A place on the map, in degrees of WGS 84."""

    latitude = serializers.FloatField(min_value=-90, max_value=90)
    longitude = serializers.FloatField(min_value=-180, max_value=180)


class MessageFileReply(FileReply):
    """A file of a message; ``path`` is where to read it, once it can be read (F17)."""

    path = serializers.SerializerMethodField()

    def get_path(self, attachment: Attachment) -> str | None:
        """Return the address, or nothing while the store does not have the file."""
        message = attachment.message
        if message is None or attachment.state != FileState.STORED:
            return None
        kwargs = {"session_uuid": message.session_id, "attachment_uuid": attachment.pk}
        return reverse("session-file", kwargs=kwargs)


class MessageReply(serializers.Serializer[Any]):
    """A message as it is shown in a chat (P10)."""

    message_uuid = serializers.UUIDField(source="uuid")
    sequence = serializers.IntegerField()
    text = serializers.CharField()
    is_staff_message = serializers.SerializerMethodField()
    sender_kind = serializers.ChoiceField(choices=SenderKind.choices)
    notice = serializers.CharField()
    notice_data = serializers.DictField()
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    state = serializers.ChoiceField(choices=MessageState.choices)
    author = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(source="shown_at", help_text="Chats show this order (F8).")
    files = MessageFileReply(many=True)
    place = serializers.SerializerMethodField()

    def get_author(self, message: Message) -> str | None:
        """Return which official wrote it; a citizen's name is asked for on purpose (P39)."""
        is_official = message.sender_kind in lifecycle.OFFICIALS
        return name_of(message.sender) if is_official and message.sender else None

    @extend_schema_field(PlaceReply(allow_null=True))
    def get_place(self, message: Message) -> dict[str, float] | None:
        """Return where the matter is, if the citizen said so."""
        if message.latitude is None or message.longitude is None:
            return None
        return {"latitude": message.latitude, "longitude": message.longitude}

    def get_is_staff_message(self, message: Message) -> bool:
        """Return whether staff wrote it."""
        return message.sender_kind == SenderKind.STAFF


class DepartmentBrief(serializers.Serializer[Any]):
    """A department's id, code and name: in the viewer's language, and in each it has.

    A page may be read in another language than the one its reader chose for messages.
    """

    department_uuid = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())


class FollowedReply(serializers.Serializer[Any]):
    """The closed session that a new one goes on from."""

    session_uuid = serializers.UUIDField(source="uuid")
    number = serializers.CharField()


class SessionReply(serializers.Serializer[Any]):
    """A session in a list."""

    session_uuid = serializers.UUIDField(source="uuid")
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=SessionStatus.choices)
    is_locked = serializers.SerializerMethodField()
    district = serializers.CharField(source="district.code")
    department = serializers.SerializerMethodField()
    staff = serializers.SerializerMethodField()
    staff_uuid = serializers.SerializerMethodField()
    channel = serializers.CharField()
    version = serializers.IntegerField()
    last_sequence = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    routed_at = serializers.DateTimeField(allow_null=True)
    last_message_at = serializers.DateTimeField()
    is_verified = serializers.SerializerMethodField()
    is_held = serializers.SerializerMethodField()
    is_overdue = serializers.SerializerMethodField()
    unread = serializers.IntegerField(default=0)
    closes_at = serializers.DateTimeField(allow_null=True)
    legal_deadline_at = serializers.DateTimeField()
    legal_state = serializers.SerializerMethodField()
    closed_at = serializers.DateTimeField(allow_null=True)
    close_reason = serializers.ChoiceField(choices=CloseReason.choices, allow_blank=True)
    close_outcome = serializers.ChoiceField(choices=CloseOutcome.choices, allow_blank=True)
    is_disputed = serializers.BooleanField(default=False)
    follows = FollowedReply(allow_null=True)

    def get_is_locked(self, session: Session) -> bool:
        """Return whether the citizen's input is closed (P9)."""
        return lifecycle.is_locked(
            status=session.status, first_staff_message_at=session.first_staff_message_at
        )

    def get_is_verified(self, session: Session) -> bool:
        """Return whether somebody said that the department is right (P24)."""
        return bool(session.verdict)

    def get_is_held(self, session: Session) -> bool:
        """Return whether the session is on hold (P26)."""
        return session.held_at is not None

    def get_is_overdue(self, session: Session) -> bool:
        """Return whether it has waited a day for an answer (P27)."""
        return session.overdue_at is not None

    @extend_schema_field(serializers.ChoiceField(choices=LegalState.choices))
    def get_legal_state(self, session: Session) -> str:
        """Return the colour of the legal deadline (P27)."""
        return lifecycle.legal_state(
            deadline_at=session.legal_deadline_at,
            closed_at=session.closed_at,
            now=self.context["now"],
        )

    @extend_schema_field(DepartmentBrief(allow_null=True))
    def get_department(self, session: Session) -> dict[str, Any] | None:
        """Return the assigned department."""
        department = session.assigned_department
        if department is None:
            return None
        language = self.context.get("language", "uz")
        return {
            "department_uuid": str(department.pk),
            "code": department.code,
            "name": name_in(department, language=language),
            "names": names_of(department),
        }

    def get_staff(self, session: Session) -> str | None:
        """Return the name of the member of staff who picked the session."""
        staff = session.assigned_staff
        return name_of(staff) if staff else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_staff_uuid(self, session: Session) -> str | None:
        """Return who picked the session, so that officials know their own; citizens need not."""
        is_told = session.assigned_staff_id and self.context["viewer"].kind != UserKind.CITIZEN
        return str(session.assigned_staff_id) if is_told else None


class QueuedSessionReply(SessionReply):
    """A session in a list, with the beginning of its first message and the language of it."""

    preview = serializers.SerializerMethodField()
    language = serializers.CharField(default="", allow_null=True)
    confidence = serializers.SerializerMethodField()

    def get_confidence(self, session: Session) -> float | None:
        """Return how sure the router was of the department; citizens are not told a number."""
        return None if self.context["viewer"].kind == UserKind.CITIZEN else session.confidence

    def get_preview(self, session: Session) -> str:
        """Return the first words of the citizen."""
        return str(getattr(session, "preview", "") or "")[: selectors.PREVIEW_CHARS]


class ObjectionReply(serializers.Serializer[Any]):
    """A citizen's word that a department is not the right one."""

    objection_uuid = serializers.UUIDField(source="uuid")
    department = serializers.CharField(source="department.code")
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()


class SessionDetailReply(SessionReply):
    """A session with all its messages (P10); ``sequence`` is the last live event in it."""

    sequence = serializers.IntegerField(source="event_sequence")
    messages = serializers.SerializerMethodField()
    objections = serializers.SerializerMethodField()

    @extend_schema_field(ObjectionReply(many=True))
    def get_objections(self, session: Session) -> list[dict[str, Any]]:
        """Return what the citizen said of the departments, the last first."""
        rows = session.objections.select_related("department")
        return [dict(row) for row in ObjectionReply(rows, many=True).data]

    @extend_schema_field(MessageReply(many=True))
    def get_messages(self, session: Session) -> list[dict[str, Any]]:
        """Return the messages that the viewer may read."""
        rows = selectors.session_messages(self.context["viewer"], session=session)
        return [dict(row) for row in MessageReply(rows, many=True).data]


def seen_of(session_uuid: uuid.UUID, data: dict[str, Any]) -> Seen:
    """Return which session the request is about, and as which version it was seen."""
    return Seen(session_uuid=session_uuid, version=data.get("session_version"))


def detail_of(request: Request, session_uuid: uuid.UUID) -> dict[str, Any]:
    """Return a session as its detail shows it to the viewer (P10)."""
    session = selectors.session_get(viewer_of(request), session_uuid=session_uuid)
    detail: dict[str, Any] = SessionDetailReply(session, context=context_of(request)).data
    return detail


def context_of(request: Request) -> dict[str, object]:
    """Return what the serializers of this room need to know besides the rows."""
    viewer = viewer_of(request)
    return {"viewer": viewer, "language": viewer.language, "now": datetime.now(tz=UTC)}
