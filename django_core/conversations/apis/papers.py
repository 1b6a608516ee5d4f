"""What is kept with a session, over HTTP: its files, transcript, citizen and deliveries."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.models import UserLanguage
from django_core.accounts.selectors import viewer_of
from django_core.conversations import selectors, services
from django_core.conversations.apis.replies import SessionReply, context_of
from django_core.files.services import file_open
from django_core.notifications.models import Delivery, DeliveryState, Transport

# What is downloaded may do nothing in the name of this server (S17).
_INERT = "default-src 'none'; sandbox"


class SessionFileApi(APIView):
    """Hands out a file of a message to whoever may read the message."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(
        self, request: Request, session_uuid: uuid.UUID, attachment_uuid: uuid.UUID
    ) -> HttpResponse:
        """Return the file: always to be saved, never a page of this server (S17, S18)."""
        attachment = selectors.session_file_get(
            viewer_of(request), session_uuid=session_uuid, file_uuid=attachment_uuid
        )
        content = file_open(attachment)
        return _download(content, name=attachment.name, media_type=attachment.media_type)


class TranscriptApi(APIView):
    """Hands out a session as text."""

    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR})
    def get(self, request: Request, session_uuid: uuid.UUID) -> HttpResponse:
        """Return what the viewer may read of the session, to be kept or printed."""
        viewer = viewer_of(request)
        number, text = selectors.session_transcript(viewer, session_uuid=session_uuid)
        kind = "text/plain; charset=utf-8"
        return _download(text.encode(), name=f"{number}.txt", media_type=kind)


class CitizenPanelReply(serializers.Serializer[Any]):
    """The citizen of a session: a masked phone, no more than is needed to help (S6)."""

    citizen_uuid = serializers.UUIDField(source="citizen.uuid")
    name = serializers.CharField(source="citizen.name")
    phone_masked = serializers.CharField()
    language = serializers.ChoiceField(choices=UserLanguage.choices, source="citizen.language")
    channels = serializers.ListField(child=serializers.CharField())
    earlier_sessions = SessionReply(many=True, source="earlier")


class CitizenPanelApi(APIView):
    """Shows who wrote."""

    @extend_schema(responses=CitizenPanelReply)
    def get(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Return the citizen and their earlier sessions; the look is written down (P39)."""
        panel = services.citizen_panel_show(viewer_of(request), seen=services.Seen(session_uuid))
        return Response(CitizenPanelReply(panel, context=context_of(request)).data)


class DeliveryReply(serializers.Serializer[Any]):
    """How far an answer got to the citizen; ``is_repeated`` if it may have come twice (F15)."""

    message_uuid = serializers.UUIDField(source="message_id")
    transport = serializers.ChoiceField(choices=Transport.choices, allow_blank=True)
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    is_repeated = serializers.SerializerMethodField()

    def get_is_repeated(self, delivery: Delivery) -> bool:
        """Return whether it was sent once more because nobody knew that it had arrived."""
        return delivery.state == DeliveryState.SENT and delivery.unknown_at is not None


class DeliveriesApi(APIView):
    """Shows how far the answers of staff got."""

    @extend_schema(responses=DeliveryReply(many=True))
    def get(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Return one row an answer, in order (S4)."""
        rows = selectors.answers_told(viewer_of(request), session_uuid=session_uuid)
        return Response(DeliveryReply(rows, many=True).data)


def _download(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Content-Security-Policy"] = _INERT
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
