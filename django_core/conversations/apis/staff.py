"""What staff and those above do to a session over HTTP (P23 to P29)."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.models import User
from django_core.accounts.selectors import viewer_of
from django_core.base.fields import RawTextField, validated
from django_core.conversations import services
from django_core.conversations.apis.replies import (
    CLIENT_MESSAGE_ID,
    FileUuidsField,
    MessageReply,
    SeenRequest,
    SessionDetailReply,
    detail_of,
    seen_of,
)
from django_core.conversations.lifecycle import CloseOutcome
from django_core.conversations.models import Session

Say = Callable[..., services.Said]
Change = Callable[..., Session]


class WordsRequest(SeenRequest):
    """What a member of staff says."""

    text = RawTextField()
    client_message_id = serializers.RegexField(CLIENT_MESSAGE_ID, required=False, allow_null=True)
    file_uuids = FileUuidsField()


class EndRequest(SeenRequest):
    """What came of the matter."""

    outcome = serializers.ChoiceField(choices=CloseOutcome.choices, required=False, allow_null=True)


class ReassignRequest(SeenRequest):
    """To whom a session goes."""

    staff_uuid = serializers.UUIDField()


class ReadRequest(serializers.Serializer[Any]):
    """How far the viewer has read."""

    sequence = serializers.IntegerField(min_value=0)


class ReadReply(serializers.Serializer[Any]):
    """How far the viewer has read, in any of the open tabs."""

    sequence = serializers.IntegerField()


class RepliesApi(APIView):
    """Takes what staff say to a citizen."""

    @extend_schema(request=WordsRequest, responses={201: MessageReply, 200: MessageReply})
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Answer the citizen; the first answer unlocks the chat (P9, P24)."""
        return _said(services.session_reply, request, session_uuid)


class NotesApi(APIView):
    """Takes internal notes."""

    @extend_schema(request=WordsRequest, responses={201: MessageReply, 200: MessageReply})
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Write a note that no citizen sees (P29)."""
        return _said(services.session_note, request, session_uuid)


class ReassignApi(APIView):
    """Gives a session to another member of its department."""

    @extend_schema(request=ReassignRequest, responses=SessionDetailReply)
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Reassign (P28)."""
        data = validated(ReassignRequest, request)
        services.session_reassign(
            viewer_of(request), seen=seen_of(session_uuid, data), staff_uuid=data["staff_uuid"]
        )
        return Response(detail_of(request, session_uuid))


class ReadApi(APIView):
    """Notes how far the viewer has read."""

    @extend_schema(request=ReadRequest, responses=ReadReply)
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Set the viewer's mark; it never goes back (P29)."""
        data = validated(ReadRequest, request)
        mark = services.session_read(
            viewer_of(request), seen=services.Seen(session_uuid), sequence=data["sequence"]
        )
        return Response(ReadReply({"sequence": mark}).data)


class ChangeApi(APIView):
    """Changes a session and shows it as it is then; each subclass names the one service."""

    change: ClassVar[Change]

    @extend_schema(request=SeenRequest, responses=SessionDetailReply)
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Change the session; 409 STALE_VERSION when an older view was decided on."""
        actor: User = viewer_of(request)
        seen = seen_of(session_uuid, validated(SeenRequest, request))
        type(self).change(actor, seen=seen)
        return Response(detail_of(request, session_uuid))


class PickApi(ChangeApi):
    """Makes a session the viewer's (P23)."""

    change = staticmethod(services.session_pick)


class ReleaseApi(ChangeApi):
    """Gives a picked session back to its department (P28)."""

    change = staticmethod(services.session_release)


class HoldApi(ChangeApi):
    """Puts a session on hold (P26)."""

    change = staticmethod(services.session_hold)


class UnholdApi(ChangeApi):
    """Ends the hold of a session (P26)."""

    change = staticmethod(services.session_unhold)


class EndApi(APIView):
    """Closes a session (P26)."""

    @extend_schema(request=EndRequest, responses=SessionDetailReply)
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """End the session, and say what came of it."""
        data = validated(EndRequest, request)
        outcome = CloseOutcome(data["outcome"]) if data.get("outcome") else None
        seen = seen_of(session_uuid, data)
        services.session_end(viewer_of(request), seen=seen, outcome=outcome)
        return Response(detail_of(request, session_uuid))


class ReopenApi(ChangeApi):
    """Opens a closed session again (P28)."""

    change = staticmethod(services.session_reopen)


def _said(say: Say, request: Request, session_uuid: uuid.UUID) -> Response:
    data = validated(WordsRequest, request)
    words = services.Words(
        text=data["text"],
        client_message_id=data.get("client_message_id"),
        file_uuids=tuple(data["file_uuids"]),
    )
    said = say(viewer_of(request), seen=seen_of(session_uuid, data), words=words)
    code = status.HTTP_201_CREATED if said.is_new else status.HTTP_200_OK
    return Response(MessageReply(said.message).data, status=code)
