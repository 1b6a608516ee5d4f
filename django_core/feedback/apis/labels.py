"""What people say of the routing, over HTTP."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.selectors import viewer_of
from django_core.base.fields import RawTextField, validated
from django_core.conversations.apis.replies import (
    SeenRequest,
    SessionDetailReply,
    detail_of,
    seen_of,
)
from django_core.feedback import services
from django_core.feedback.models import TeachState
from django_core.feedback.services.correct import OVER_CAP
from django_core.feedback.services.teach import BREAKS_MORE


class CorrectionRequest(serializers.Serializer[Any]):
    """The right department and why; with the version of the view it was decided on."""

    department = serializers.CharField(max_length=63)
    reason = RawTextField()
    session_version = serializers.IntegerField(min_value=1, required=False)


class EffectReply(serializers.Serializer[Any]):
    """What a correction does to confirmed messages like it, and why it waits, if it does (P31)."""

    neighbours = serializers.IntegerField(required=False)
    fixes = serializers.ListField(child=serializers.UUIDField(), required=False)
    breaks = serializers.ListField(child=serializers.UUIDField(), required=False)
    held_for = serializers.ChoiceField(choices=[OVER_CAP, BREAKS_MORE], required=False)


class CorrectionReply(serializers.Serializer[Any]):
    """A correction as it was saved."""

    correction_uuid = serializers.UUIDField(source="uuid")
    author_uuid = serializers.UUIDField(source="author_id")
    lesson_uuid = serializers.UUIDField()
    version = serializers.IntegerField()
    session_uuid = serializers.UUIDField(source="session_id")
    previous_department = serializers.CharField(
        source="previous_department.code", allow_null=True, default=None
    )
    department = serializers.CharField(source="right_department.code")
    reason = serializers.CharField()
    teach_state = serializers.ChoiceField(choices=TeachState.choices)
    effect = EffectReply(allow_null=True, default=None)
    undone_at = serializers.DateTimeField(allow_null=True, default=None)
    created_at = serializers.DateTimeField()


class CorrectionsApi(APIView):
    """Takes corrections of a session."""

    @extend_schema(request=CorrectionRequest, responses={201: CorrectionReply})
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Move the session and teach the router (P25, P30)."""
        asked = services.CorrectionAsked(**validated(CorrectionRequest, request))
        correction = services.session_correct(
            viewer_of(request), session_uuid=session_uuid, asked=asked
        )
        return Response(CorrectionReply(correction).data, status=status.HTTP_201_CREATED)


class ConfirmationReply(serializers.Serializer[Any]):
    """A confirmation as it was saved."""

    confirmation_uuid = serializers.UUIDField(source="uuid")
    session_uuid = serializers.UUIDField(source="session_id")
    department = serializers.CharField(source="department.code")
    created_at = serializers.DateTimeField()


class RouteByHandRequest(serializers.Serializer[Any]):
    """The department that an operator gives a session; why is worth a few words."""

    department = serializers.CharField(max_length=63)
    reason = serializers.CharField(max_length=1_000, required=False, default="", allow_blank=True)
    session_version = serializers.IntegerField(min_value=1, required=False)


class ConfirmationsApi(APIView):
    """Takes the one click that says: this is the right department."""

    @extend_schema(request=SeenRequest, responses={201: ConfirmationReply})
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Confirm the routing (P24)."""
        seen = seen_of(session_uuid, validated(SeenRequest, request))
        confirmation = services.session_confirm(viewer_of(request), seen=seen)
        return Response(ConfirmationReply(confirmation).data, status=status.HTTP_201_CREATED)


class RouteByHandApi(APIView):
    """Gives a session of the operator queue its department."""

    @extend_schema(request=RouteByHandRequest, responses=SessionDetailReply)
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Route by hand (P20)."""
        asked = services.CorrectionAsked(**validated(RouteByHandRequest, request))
        services.session_route_by_hand(viewer_of(request), session_uuid=session_uuid, asked=asked)
        return Response(detail_of(request, session_uuid))
