"""The log of corrections over HTTP, and who voted (O2, S5)."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from typing_extensions import override

from django_core.accounts.selectors import viewer_of
from django_core.base.pagination import page_reply
from django_core.conversations.apis.lists import query_of
from django_core.feedback import selectors
from django_core.feedback.apis.labels import CorrectionReply
from django_core.feedback.models import Correction, TeachState


class CorrectionsRequest(serializers.Serializer[Any]):
    """What the log is narrowed by."""

    department = serializers.CharField(required=False, max_length=63)
    teach_state = serializers.ChoiceField(choices=TeachState.choices, required=False)
    session_uuid = serializers.UUIDField(required=False)
    author_uuid = serializers.UUIDField(required=False)
    is_undone = serializers.BooleanField(required=False, allow_null=True, default=None)


class CorrectionLogReply(CorrectionReply):
    """A correction with what became of it: whose it is, learned when."""

    number = serializers.CharField(allow_null=True)
    author = serializers.SerializerMethodField()
    taught_at = serializers.DateTimeField(allow_null=True)

    def get_author(self, correction: Correction) -> str:
        """Return the name of who said so."""
        return correction.author.name or correction.author.username


class CorrectionsLogApi(ListAPIView[Correction]):
    """Lists corrections."""

    serializer_class = CorrectionLogReply

    @extend_schema(parameters=[CorrectionsRequest])
    @override
    def get(self, request: Request, *_args: object, **_kwargs: object) -> Response:
        """Return one page, newest first."""
        wanted = selectors.CorrectionsWanted(**query_of(CorrectionsRequest, request))
        rows = selectors.corrections_list(viewer_of(request), wanted=wanted)
        return page_reply(request, rows, kind=CorrectionLogReply, context={})


class VoterReply(serializers.Serializer[Any]):
    """A past correction that voted."""

    point_uuid = serializers.UUIDField()
    department = serializers.CharField()
    version = serializers.IntegerField()
    is_undone = serializers.BooleanField()
    number = serializers.CharField(allow_null=True)


class VotersApi(APIView):
    """Shows which of the points that voted are corrections."""

    @extend_schema(responses=VoterReply(many=True))
    def get(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Return the corrections that voted in the session's last run; a handful at most."""
        rows = selectors.voters_list(viewer_of(request), session_uuid=session_uuid)
        return Response(VoterReply(rows, many=True).data)
