"""The graph's callback, and the analysis for those who work with it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from typing_extensions import override

from django_core.accounts.selectors import viewer_of
from django_core.base.errors import Forbidden
from django_core.base.fields import validated
from django_core.base.pagination import page_reply
from django_core.base.permissions import CookieAuthentication
from django_core.conversations.apis.lists import query_of
from django_core.conversations.apis.replies import (
    QueuedSessionReply,
    SeenRequest,
    SessionDetailReply,
    context_of,
    detail_of,
    seen_of,
)
from django_core.conversations.models import Session
from django_core.routing import services
from django_core.routing.models import InjectionLog, InjectionVerdict, OutcomeKind
from django_core.routing.selectors import analysis_get, operator_queue, quarantine_list

Decide = Callable[..., InjectionLog]


class AttemptReply(serializers.Serializer[Any]):
    """One call of the graph."""

    attempt = serializers.IntegerField()
    fence = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    outcome_kind = serializers.CharField()
    error_code = serializers.CharField()
    temperature = serializers.FloatField(allow_null=True)
    max_tokens = serializers.IntegerField(allow_null=True)
    confidence_threshold = serializers.FloatField(allow_null=True)
    trace_id = serializers.CharField()


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


class SuggestionReply(serializers.Serializer[Any]):
    """A department that the pipeline thought of."""

    department_id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(default="")
    similarity = serializers.FloatField()


class OperatorQueueReply(QueuedSessionReply):
    """A session that waits for an operator, with up to three suggestions (P20)."""

    suggestions = serializers.SerializerMethodField()
    reason_code = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)

    @override
    def get_confidence(self, session: Session) -> float | None:
        """Return how sure the last run was of the department that it leaned to."""
        found: float | None = getattr(session, "leaned_confidence", None)
        return found

    @extend_schema_field(SuggestionReply(many=True))
    def get_suggestions(self, session: Session) -> list[dict[str, Any]]:
        """Return the candidates of the last run."""
        found = getattr(session, "candidates", None) or []
        return [dict(row) for row in SuggestionReply(found, many=True).data]


class OperatorQueueApi(ListAPIView[Session]):
    """Lists what waits for an operator."""

    serializer_class = OperatorQueueReply

    @override
    def get(self, request: Request, *_args: object, **_kwargs: object) -> Response:
        """Return one page, oldest first."""
        rows = operator_queue(viewer_of(request))
        return page_reply(request, rows, kind=OperatorQueueReply, context=context_of(request))


class QuarantinedReply(serializers.Serializer[Any]):
    """A message that was set aside: what it says, of whom, why, what was decided (P21)."""

    session_uuid = serializers.UUIDField(source="session_id")
    number = serializers.CharField(source="session.number")
    version = serializers.IntegerField(source="session.version")
    district = serializers.CharField(source="district.code")
    channel = serializers.CharField(source="session.channel")
    message_uuid = serializers.UUIDField(source="message_id")
    text = serializers.CharField(source="message.text")
    citizen_uuid = serializers.UUIDField(source="citizen_id")
    citizen_name = serializers.CharField(source="citizen.name")
    is_citizen_active = serializers.BooleanField(source="citizen.is_active")
    risk_score = serializers.FloatField()
    matched = serializers.ListField(child=serializers.CharField())
    verdict = serializers.ChoiceField(choices=InjectionVerdict.choices)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.SerializerMethodField()
    decision_reason = serializers.CharField()
    created_at = serializers.DateTimeField()

    def get_decided_by(self, log: InjectionLog) -> str | None:
        """Return who decided."""
        return (log.decided_by.name or log.decided_by.username) if log.decided_by else None


class QuarantineRequest(serializers.Serializer[Any]):
    """What the list is narrowed by."""

    verdict = serializers.ChoiceField(choices=InjectionVerdict.choices, required=False)


class DecisionRequest(SeenRequest):
    """Why a message is released or rejected."""

    reason = serializers.CharField(required=False, default="", allow_blank=True)


class QuarantineApi(ListAPIView[InjectionLog]):
    """Lists what was set aside."""

    serializer_class = QuarantinedReply

    @extend_schema(parameters=[QuarantineRequest])
    @override
    def get(self, request: Request, *_args: object, **_kwargs: object) -> Response:
        """Return one page, newest first; superusers only."""
        wanted = query_of(QuarantineRequest, request)
        rows = quarantine_list(viewer_of(request), **wanted)
        return page_reply(request, rows, kind=QuarantinedReply, context={})


class QuarantineReleaseApi(APIView):
    """Lets the run of a message go on."""

    @extend_schema(request=DecisionRequest, responses=SessionDetailReply)
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Release (P21)."""
        return _decided(services.quarantine_release, request, session_uuid)


class QuarantineRejectApi(APIView):
    """Closes the session of a message that was set aside rightly."""

    @extend_schema(request=DecisionRequest, responses=SessionDetailReply)
    def post(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Reject (P21)."""
        return _decided(services.quarantine_reject, request, session_uuid)


def _decided(decide: Decide, request: Request, session_uuid: uuid.UUID) -> Response:
    data = validated(DecisionRequest, request)
    decide(viewer_of(request), seen=seen_of(session_uuid, data), reason=data["reason"])
    return Response(detail_of(request, session_uuid))


class GraphApi(APIView):
    """Takes signed words from the graph, and from nobody else."""

    authentication_classes = (CookieAuthentication,)
    permission_classes = (AllowAny,)
    throttle_classes = ()  # The graph answers as often as it is asked.
    receive: Callable[..., bool]

    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        """Take it; 200 also when it changed nothing, so that it is not sent again."""
        if request.user.is_authenticated:  # A person's cookie, not the graph (S8).
            raise Forbidden("SERVICES_ONLY", _("Only services use this address."))
        authorization = request.headers.get("Authorization", "")
        is_applied = self.receive(
            authorization=authorization,
            body=request._request.body,  # noqa: SLF001  # the bytes that were signed
        )
        return Response({"applied": is_applied}, status=status.HTTP_200_OK)


class OutcomesApi(GraphApi):
    """Records the outcome of a run."""

    receive = staticmethod(services.outcome_receive)


class ProgressApi(GraphApi):
    """Shows in open tabs how far a run got."""

    receive = staticmethod(services.progress_receive)
