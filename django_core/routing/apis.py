"""The graph's callback, and the analysis for those who work with it."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.selectors import viewer_of
from django_core.base.errors import Forbidden
from django_core.base.permissions import CookieAuthentication
from django_core.routing import services
from django_core.routing.models import OutcomeKind
from django_core.routing.selectors import analysis_get


class AttemptReply(serializers.Serializer[Any]):
    """One call of the graph."""

    attempt = serializers.IntegerField()
    fence = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    outcome_kind = serializers.CharField()
    error_code = serializers.CharField()


class AnalysisReply(serializers.Serializer[Any]):
    """What the last run saw and chose (P19)."""

    session_uuid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=OutcomeKind.choices)
    department = serializers.CharField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True)
    reason = serializers.CharField()
    reason_code = serializers.CharField()
    is_degraded = serializers.BooleanField()
    risk_score = serializers.FloatField(allow_null=True)
    matched = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField()
    script = serializers.CharField()
    model_asked = serializers.CharField()
    model_answered = serializers.CharField()
    prompt_version = serializers.CharField()
    index_version = serializers.CharField()
    voter_ids = serializers.ListField(child=serializers.UUIDField())
    candidates = serializers.ListField(child=serializers.DictField())
    timings = serializers.ListField(child=serializers.DictField())
    attempts = AttemptReply(many=True)


class AnalysisApi(APIView):
    """Shows the analysis of a session."""

    @extend_schema(responses=AnalysisReply)
    def get(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Return the last analysis with its attempts."""
        analysis = analysis_get(viewer_of(request), session_uuid=session_uuid)
        return Response(AnalysisReply(analysis).data)


class OutcomesApi(APIView):
    """Takes signed outcomes from the graph, and from nobody else."""

    authentication_classes = (CookieAuthentication,)
    permission_classes = (AllowAny,)

    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        """Record an outcome; 200 also when it changed nothing, so that it is not sent again."""
        if request.user.is_authenticated:  # A person's cookie, not the graph (S8).
            raise Forbidden("SERVICES_ONLY", _("Only services use this address."))
        authorization = request.headers.get("Authorization", "")
        is_applied = services.outcome_receive(
            authorization=authorization,
            body=request._request.body,  # noqa: SLF001  # the bytes that were signed
        )
        return Response({"applied": is_applied}, status=status.HTTP_200_OK)
