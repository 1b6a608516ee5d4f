"""What people say of the routing, over HTTP."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from typing_extensions import override

from django_core.accounts.selectors import viewer_of
from django_core.base.fields import RawTextField, validated
from django_core.base.pagination import page_reply
from django_core.conversations.apis.lists import query_of
from django_core.conversations.apis.replies import (
    SeenRequest,
    SessionDetailReply,
    detail_of,
    seen_of,
)
from django_core.conversations.lifecycle import SessionStatus
from django_core.feedback import services
from django_core.feedback.models import Correction, TeachState
from django_core.feedback.selectors import correction_get, corrections_visible
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


class CorrectionsListRequest(serializers.Serializer[Any]):
    """What the list is narrowed by."""

    teach_state = serializers.ChoiceField(choices=TeachState.choices, required=False)
    author_uuid = serializers.UUIDField(required=False)


class CorrectionsListApi(ListAPIView[Correction]):
    """Lists corrections: to operators those of their district, to staff their own."""

    serializer_class = CorrectionReply

    @extend_schema(parameters=[CorrectionsListRequest])
    @override
    def get(self, request: Request, *_args: object, **_kwargs: object) -> Response:
        """Return one page, newest first (P31)."""
        wanted = query_of(CorrectionsListRequest, request)
        rows = corrections_visible(viewer_of(request)).filter(**wanted)
        return page_reply(request, rows, kind=CorrectionReply, context={})


class CorrectionApi(APIView):
    """Shows one correction with its measured effect."""

    @extend_schema(responses=CorrectionReply)
    def get(self, request: Request, correction_uuid: uuid.UUID) -> Response:
        """Show a correction (P31)."""
        correction = correction_get(viewer_of(request), correction_uuid=correction_uuid)
        return Response(CorrectionReply(correction).data)


class CorrectionApproveApi(APIView):
    """Lets a held correction count."""

    @extend_schema(request=None, responses=CorrectionReply)
    def post(self, request: Request, correction_uuid: uuid.UUID) -> Response:
        """Approve (P31)."""
        correction = services.correction_approve(
            viewer_of(request), correction_uuid=correction_uuid
        )
        return Response(CorrectionReply(correction).data)


class InfluencedReply(serializers.Serializer[Any]):
    """A session whose routing a correction had a vote in."""

    session_uuid = serializers.UUIDField(source="uuid")
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=SessionStatus.choices)
    department = serializers.CharField(
        source="assigned_department.code", allow_null=True, default=None
    )


class UndoneReply(serializers.Serializer[Any]):
    """A correction that was taken back, and what it had influenced (P32)."""

    correction = CorrectionReply()
    influenced = InfluencedReply(many=True)


class CorrectionUndoApi(APIView):
    """Takes a correction back."""

    @extend_schema(request=None, responses=UndoneReply)
    def post(self, request: Request, correction_uuid: uuid.UUID) -> Response:
        """Undo (P32)."""
        undone = services.correction_undo(viewer_of(request), correction_uuid=correction_uuid)
        return Response(UndoneReply(undone).data)


class UndoAllRequest(serializers.Serializer[Any]):
    """Whose lessons are taken back."""

    author_uuid = serializers.UUIDField()


class UndoAllReply(serializers.Serializer[Any]):
    """How many were."""

    undone = serializers.IntegerField()


class CorrectionsUndoApi(APIView):
    """Takes back all that an author has taught, in one click."""

    @extend_schema(request=UndoAllRequest, responses=UndoAllReply)
    def post(self, request: Request) -> Response:
        """Undo all of an author (S24)."""
        author_uuid = validated(UndoAllRequest, request)["author_uuid"]
        undone = services.corrections_undo_of(viewer_of(request), author_uuid=author_uuid)
        return Response({"undone": undone})
