"""How the pipeline does, and many decisions at once, for those who run it (Q1, Q4)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.selectors import viewer_of
from django_core.base.fields import validated
from django_core.conversations.apis.lists import query_of
from django_core.routing import services
from django_core.routing.models import InjectionVerdict
from django_core.routing.selectors import PipelineHealth, pipeline_health

DECISIONS_MAX = 50
_VERDICTS = (InjectionVerdict.RELEASED.value, InjectionVerdict.REJECTED.value)


class HealthRequest(serializers.Serializer[Any]):
    """How far back the stages are looked at."""

    minutes = serializers.IntegerField(min_value=1, max_value=24 * 60, default=60)


class StageHealthReply(serializers.Serializer[Any]):
    """The latency of one stage."""

    stage = serializers.CharField()
    count = serializers.IntegerField()
    p50_s = serializers.FloatField()
    p95_s = serializers.FloatField()
    p99_s = serializers.FloatField()
    wait_p95_s = serializers.FloatField()


class JobsReply(serializers.Serializer[Any]):
    """How many jobs of a kind are in a state."""

    kind = serializers.CharField()
    state = serializers.CharField()
    count = serializers.IntegerField()


class MessagesReply(serializers.Serializer[Any]):
    """How many messages are in a state, and for how long the oldest."""

    state = serializers.CharField()
    count = serializers.IntegerField()
    oldest_age_s = serializers.FloatField()


class HealthReply(serializers.Serializer[Any]):
    """How the pipeline does."""

    stages = StageHealthReply(many=True)
    jobs = serializers.SerializerMethodField()
    messages = MessagesReply(many=True)
    dashboards_url = serializers.SerializerMethodField()

    @extend_schema(responses=JobsReply(many=True))
    def get_jobs(self, health: PipelineHealth) -> list[dict[str, Any]]:
        """Return the durable jobs that wait, run or were given up."""
        return [{"kind": kind, "state": state, "count": n} for kind, state, n in health.jobs]

    @extend_schema_field(serializers.CharField())
    def get_dashboards_url(self, _health: PipelineHealth) -> str:
        """Return where the dashboards of the installation are; empty where there are none."""
        return settings.DASHBOARDS_URL


class PipelineHealthApi(APIView):
    """Shows how the pipeline does."""

    @extend_schema(parameters=[HealthRequest], responses=HealthReply)
    def get(self, request: Request) -> Response:
        """Return stages of the last minutes and what waits now."""
        until = datetime.now(tz=UTC)
        since = until - timedelta(minutes=query_of(HealthRequest, request)["minutes"])
        health = pipeline_health(viewer_of(request), since=since, until=until)
        return Response(HealthReply(health).data)


class DecisionsRequest(serializers.Serializer[Any]):
    """What is decided about which sessions."""

    session_uuids = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=DECISIONS_MAX
    )
    verdict = serializers.ChoiceField(choices=_VERDICTS)
    reason = serializers.CharField(required=False, default="", allow_blank=True)


class DecidedReply(serializers.Serializer[Any]):
    """What became of one of them."""

    session_uuid = serializers.UUIDField()
    code = serializers.CharField(allow_null=True)


class QuarantineDecisionsApi(APIView):
    """Decides about many at once."""

    @extend_schema(request=DecisionsRequest, responses=DecidedReply(many=True))
    def post(self, request: Request) -> Response:
        """Release or reject each; the answer says which could not be."""
        data = validated(DecisionsRequest, request)
        decided = services.quarantine_decide(
            viewer_of(request),
            session_uuids=data["session_uuids"],
            verdict=InjectionVerdict(data["verdict"]),
            reason=data["reason"],
        )
        return Response(DecidedReply(decided, many=True).data)
