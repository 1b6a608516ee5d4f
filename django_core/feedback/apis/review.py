"""What becomes of corrections, over HTTP: looked at, approved, undone (P31, P32)."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.selectors import viewer_of
from django_core.base.fields import validated
from django_core.conversations.lifecycle import SessionStatus
from django_core.feedback import services
from django_core.feedback.apis.labels import CorrectionReply
from django_core.feedback.selectors import correction_get


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

    @extend_schema(
        operation_id="corrections_undo_of_author", request=UndoAllRequest, responses=UndoAllReply
    )
    def post(self, request: Request) -> Response:
        """Undo all of an author (S24)."""
        author_uuid = validated(UndoAllRequest, request)["author_uuid"]
        undone = services.corrections_undo_of(viewer_of(request), author_uuid=author_uuid)
        return Response({"undone": undone})
