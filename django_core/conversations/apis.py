"""Sessions and messages over HTTP."""

import uuid
from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from typing_extensions import override

from django_core.accounts.selectors import viewer_of
from django_core.base.fields import RawTextField, validated
from django_core.base.pagination import page_reply
from django_core.conversations import lifecycle, selectors, services
from django_core.conversations.lifecycle import (
    Channel,
    MessageState,
    Notice,
    SenderKind,
    SessionStatus,
)
from django_core.conversations.models import Message, Session
from django_core.departments.selectors import department_with_queue_get, name_in

_CLIENT_MESSAGE_ID = r"^[A-Za-z0-9_.:-]{1,64}$"


class MessageSubmitRequest(serializers.Serializer[Any]):
    """A citizen's message; without a district it goes to the citizen's own."""

    text = RawTextField()
    client_message_id = serializers.RegexField(_CLIENT_MESSAGE_ID, required=False, allow_null=True)
    district = serializers.CharField(max_length=63, required=False, allow_null=True)


class MessageSubmitReply(serializers.Serializer[Any]):
    """What was saved, and what to tell the citizen at once (P4)."""

    message_uuid = serializers.UUIDField()
    session_uuid = serializers.UUIDField()
    number = serializers.CharField()
    sequence = serializers.IntegerField()
    state = serializers.ChoiceField(choices=MessageState.choices)
    notice = serializers.ChoiceField(choices=Notice.choices, allow_null=True)
    created_at = serializers.DateTimeField()


class MessageReply(serializers.Serializer[Any]):
    """A message as it is shown in a chat (P10)."""

    message_uuid = serializers.UUIDField(source="uuid")
    sequence = serializers.IntegerField()
    text = serializers.CharField()
    is_staff_message = serializers.SerializerMethodField()
    sender_kind = serializers.ChoiceField(choices=SenderKind.choices)
    notice = serializers.CharField()
    notice_data = serializers.DictField()
    state = serializers.ChoiceField(choices=MessageState.choices)
    created_at = serializers.DateTimeField()

    def get_is_staff_message(self, message: Message) -> bool:
        """Return whether staff wrote it."""
        return message.sender_kind == SenderKind.STAFF


class DepartmentBrief(serializers.Serializer[Any]):
    """A department's id, code and name in the viewer's language."""

    department_uuid = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()


class SessionReply(serializers.Serializer[Any]):
    """A session in a list."""

    session_uuid = serializers.UUIDField(source="uuid")
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=SessionStatus.choices)
    is_locked = serializers.SerializerMethodField()
    district = serializers.CharField(source="district.code")
    department = serializers.SerializerMethodField()
    staff = serializers.SerializerMethodField()
    channel = serializers.CharField()
    version = serializers.IntegerField()
    last_sequence = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    routed_at = serializers.DateTimeField(allow_null=True)
    last_message_at = serializers.DateTimeField()
    legal_deadline_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)

    def get_is_locked(self, session: Session) -> bool:
        """Return whether the citizen's input is closed (P9)."""
        return lifecycle.is_locked(
            status=session.status, first_staff_message_at=session.first_staff_message_at
        )

    @extend_schema(responses=DepartmentBrief)
    def get_department(self, session: Session) -> dict[str, str] | None:
        """Return the assigned department."""
        department = session.assigned_department
        if department is None:
            return None
        language = self.context.get("language", "uz")
        return {
            "department_uuid": str(department.pk),
            "code": department.code,
            "name": name_in(department, language=language),
        }

    def get_staff(self, session: Session) -> str | None:
        """Return the name of the member of staff who picked the session."""
        staff = session.assigned_staff
        return (staff.name or staff.username) if staff else None


class QueuedSessionReply(SessionReply):
    """A session in a department's queue, with the beginning of its first message."""

    preview = serializers.SerializerMethodField()

    def get_preview(self, session: Session) -> str:
        """Return the first words of the citizen."""
        return str(getattr(session, "preview", "") or "")[: selectors.PREVIEW_CHARS]


class SessionDetailReply(SessionReply):
    """A session with all its messages (P10)."""

    messages = serializers.SerializerMethodField()

    @extend_schema(responses=MessageReply(many=True))
    def get_messages(self, session: Session) -> list[dict[str, Any]]:
        """Return the messages that the viewer may read."""
        rows = selectors.session_messages(self.context["viewer"], session=session)
        return [dict(row) for row in MessageReply(rows, many=True).data]


class MessagesApi(APIView):
    """Takes messages of citizens."""

    @extend_schema(
        request=MessageSubmitRequest, responses={201: MessageSubmitReply, 200: MessageSubmitReply}
    )
    def post(self, request: Request) -> Response:
        """Save a message: 201 when it is new, 200 when this id was saved before (P6)."""
        data = validated(MessageSubmitRequest, request)
        submission = services.Submission(
            text=data["text"],
            channel=Channel.WEB,
            client_message_id=data.get("client_message_id"),
            district=data.get("district"),
        )
        saved = services.message_submit(
            viewer_of(request), submission=submission, now=datetime.now(tz=UTC)
        )
        code = status.HTTP_201_CREATED if saved.is_new else status.HTTP_200_OK
        return Response(_submitted(saved), status=code)


class SessionsApi(ListAPIView[Session]):
    """Lists the sessions that the viewer may see."""

    serializer_class = SessionReply

    @extend_schema(
        parameters=[
            OpenApiParameter("number", str),
            OpenApiParameter("status", str, enum=SessionStatus.values),
            OpenApiParameter("department", str),
        ]
    )
    @override
    def get(self, request: Request, *_args: object, **_kwargs: object) -> Response:
        """Return one page, newest first."""
        wanted = validated_query(request, "number", "status", "department")
        rows = selectors.sessions_list(viewer_of(request), **wanted)
        return page_reply(request, rows, kind=SessionReply, context=_context(request))


class SessionApi(APIView):
    """Shows one session."""

    @extend_schema(responses=SessionDetailReply)
    def get(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Return the session with its messages (P10)."""
        return Response(_detail(request, session_uuid))


class SessionEndApi(APIView):
    """Ends a session."""

    @extend_schema(request=None, responses=SessionDetailReply)
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Close the session for good (P26)."""
        services.session_end(viewer_of(request), session_uuid=session_uuid)
        return Response(_detail(request, session_uuid))


class DepartmentQueueApi(ListAPIView[Session]):
    """Lists what waits in a department."""

    serializer_class = QueuedSessionReply

    @extend_schema(parameters=[OpenApiParameter("district", str)])
    @override
    def get(self, request: Request, *_args: object, **kwargs: str) -> Response:
        """Return one page, oldest first."""
        viewer = viewer_of(request)
        wanted = validated_query(request, "district")
        department = department_with_queue_get(viewer, code=kwargs["code"], **wanted)
        rows = selectors.department_queue(viewer, department=department)
        return page_reply(request, rows, kind=QueuedSessionReply, context=_context(request))


def validated_query(request: Request, *names: str) -> dict[str, str]:
    """Return the named parameters of the address, without what no database can compare."""
    return {name: request.query_params.get(name, "").replace("\x00", "") for name in names}


def _submitted(saved: services.Submitted) -> dict[str, Any]:
    reply: dict[str, Any] = MessageSubmitReply(
        {
            "message_uuid": saved.message.pk,
            "session_uuid": saved.session.pk,
            "number": saved.session.number,
            "sequence": saved.message.sequence,
            "state": saved.message.state,
            "notice": saved.notice,
            "created_at": saved.message.created_at,
        }
    ).data
    return reply


def _detail(request: Request, session_uuid: uuid.UUID) -> dict[str, Any]:
    session = selectors.session_get(viewer_of(request), session_uuid=session_uuid)
    detail: dict[str, Any] = SessionDetailReply(session, context=_context(request)).data
    return detail


def _context(request: Request) -> dict[str, object]:
    viewer = viewer_of(request)
    return {"viewer": viewer, "language": viewer.language}
