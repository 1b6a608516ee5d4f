"""What citizens do over HTTP: write, write on, rate (P7, P9)."""

import uuid
from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.models import UserLanguage
from django_core.accounts.selectors import viewer_of
from django_core.base.fields import RawTextField, validated
from django_core.conversations import selectors, services
from django_core.conversations.apis.lists import query_of
from django_core.conversations.apis.replies import (
    CLIENT_MESSAGE_ID,
    FileUuidsField,
    ObjectionReply,
    PlaceReply,
)
from django_core.conversations.lifecycle import Channel, MessageState, Notice, SessionStatus
from django_core.conversations.models import Session
from django_core.departments.selectors import name_in


class FollowUpRequest(serializers.Serializer[Any]):
    """A citizen's next message in an open session."""

    text = RawTextField()
    file_uuids = FileUuidsField()
    place = PlaceReply(required=False, allow_null=True)
    client_message_id = serializers.RegexField(CLIENT_MESSAGE_ID, required=False, allow_null=True)


class MessageSubmitRequest(FollowUpRequest):
    """A citizen's message; without a district it goes to the citizen's own."""

    district = serializers.CharField(max_length=63, required=False, allow_null=True)
    follows_session_uuid = serializers.UUIDField(required=False, allow_null=True)


class MessageSubmitReply(serializers.Serializer[Any]):
    """What was saved, and what to tell the citizen at once (P4)."""

    message_uuid = serializers.UUIDField()
    session_uuid = serializers.UUIDField()
    number = serializers.CharField()
    sequence = serializers.IntegerField()
    state = serializers.ChoiceField(choices=MessageState.choices)
    notice = serializers.ChoiceField(choices=Notice.choices, allow_null=True)
    created_at = serializers.DateTimeField()


class RatingRequest(serializers.Serializer[Any]):
    """One to five stars, and words if there are any."""

    stars = serializers.IntegerField(min_value=1, max_value=5)
    comment = serializers.CharField(required=False, default="", allow_blank=True)


class RatingReply(serializers.Serializer[Any]):
    """A rating as it was saved."""

    session_uuid = serializers.UUIDField(source="session_id")
    stars = serializers.IntegerField()
    comment = serializers.CharField()
    created_at = serializers.DateTimeField()


class StatusRequest(serializers.Serializer[Any]):
    """In which language a department is named."""

    language = serializers.ChoiceField(choices=UserLanguage.choices, default=UserLanguage.UZ)


class StatusReply(serializers.Serializer[Any]):
    """What whoever knows the number of a session may know: no word of it, and no person."""

    number = serializers.CharField()
    status = serializers.SerializerMethodField()
    department = serializers.SerializerMethodField()
    opened_date = serializers.DateTimeField(source="opened_at", format="%Y-%m-%d")
    closed_date = serializers.DateTimeField(source="closed_at", format="%Y-%m-%d", allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=SessionStatus.choices))
    def get_status(self, session: Session) -> str:
        """Return the status; that a message was set aside is not for everybody."""
        is_aside = session.status == SessionStatus.QUARANTINED
        return SessionStatus.ROUTING if is_aside else session.status

    def get_department(self, session: Session) -> str | None:
        """Return the department's name."""
        department = session.assigned_department
        return name_in(department, language=self.context["language"]) if department else None


class MessagesApi(APIView):
    """Takes messages of citizens."""

    @extend_schema(
        request=MessageSubmitRequest, responses={201: MessageSubmitReply, 200: MessageSubmitReply}
    )
    def post(self, request: Request) -> Response:
        """Save a message: 201 when it is new, 200 when this id was saved before (P6)."""
        data = validated(MessageSubmitRequest, request)
        submission = _submission(data)
        saved = services.message_submit(
            viewer_of(request), submission=submission, now=datetime.now(tz=UTC)
        )
        code = status.HTTP_201_CREATED if saved.is_new else status.HTTP_200_OK
        return Response(_submitted(saved), status=code)


class FollowUpsApi(APIView):
    """Takes a citizen's next messages in an open session."""

    @extend_schema(
        request=FollowUpRequest, responses={201: MessageSubmitReply, 200: MessageSubmitReply}
    )
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Save a message of this session: 409 while it is locked or closed (P9)."""
        data = validated(FollowUpRequest, request)
        submission = _submission(data)
        saved = services.message_follow_up(
            viewer_of(request), session_uuid=session_uuid, submission=submission
        )
        code = status.HTTP_201_CREATED if saved.is_new else status.HTTP_200_OK
        return Response(_submitted(saved), status=code)


class RatingApi(APIView):
    """Takes what a citizen thought of a closed session."""

    @extend_schema(request=RatingRequest, responses={201: RatingReply})
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Keep a rating, once."""
        opinion = services.Opinion(**validated(RatingRequest, request))
        rating = services.session_rate(
            viewer_of(request), seen=services.Seen(session_uuid), opinion=opinion
        )
        return Response(RatingReply(rating).data, status=status.HTTP_201_CREATED)


class ObjectionRequest(serializers.Serializer[Any]):
    """Why the citizen thinks that the department is not the right one."""

    reason = serializers.CharField(required=False, default="", allow_blank=True)


class ObjectionApi(APIView):
    """Takes a citizen's "this is not right"."""

    @extend_schema(request=ObjectionRequest, responses={201: ObjectionReply})
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Keep it and tell staff and operators; the session moves only when they say so."""
        data = validated(ObjectionRequest, request)
        objection = services.session_object(
            viewer_of(request), seen=services.Seen(session_uuid), reason=data["reason"]
        )
        return Response(ObjectionReply(objection).data, status=status.HTTP_201_CREATED)


class PublicStatusApi(APIView):
    """Shows where a session stands to whoever knows its number (P5)."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(parameters=[StatusRequest], responses=StatusReply)
    def get(self, request: Request, number: str) -> Response:
        """Return the public status of a session."""
        session = selectors.session_public_get(number=number)
        language = query_of(StatusRequest, request)["language"]
        return Response(StatusReply(session, context={"language": language}).data)


def _submission(data: dict[str, Any]) -> services.Submission:
    place = data.get("place")
    return services.Submission(
        text=data["text"],
        channel=Channel.WEB,
        client_message_id=data.get("client_message_id"),
        district=data.get("district"),
        file_uuids=tuple(data["file_uuids"]),
        place=services.Place(**place) if place else None,
        follows_uuid=data.get("follows_session_uuid"),
    )


def _submitted(saved: services.Submitted) -> dict[str, Any]:
    """Return a ``MessageSubmitReply`` as it stands, because every message waits for it."""
    return {
        "message_uuid": saved.message.pk,
        "session_uuid": saved.session.pk,
        "number": saved.session.number,
        "sequence": saved.message.sequence,
        "state": saved.message.state,
        "notice": saved.notice,
        "created_at": saved.message.created_at,
    }
