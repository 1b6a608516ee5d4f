"""Reading what the pipeline saw; citizens never may (P36)."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Forbidden, NotFound
from django_core.base.pipeline import jobs_waiting
from django_core.base.rights import system_acts
from django_core.conversations.lifecycle import SessionStatus
from django_core.conversations.models import Session
from django_core.conversations.selectors import (
    StateFact,
    messages_in_states,
    session_get,
    sessions_visible,
    with_names,
    with_preview,
)
from django_core.routing.models import AIAnalysis, InjectionLog, OutcomeKind, PipelineAttempt


class AnalysisUnknown(NotFound):
    """The run of this session has not ended yet."""


@dataclass(frozen=True)
class Analysis:
    """What the last run of a session saw and chose, with all its attempts (P19)."""

    session_uuid: uuid.UUID
    kind: str
    attempts: list[PipelineAttempt]
    candidates: list[dict[str, object]] = field(default_factory=list)
    department: str | None = None
    confidence: float | None = None
    reason: str = ""
    reason_code: str = ""
    is_degraded: bool = False
    risk_score: float | None = None
    matched: list[str] = field(default_factory=list)
    language: str = ""
    script: str = ""
    model_asked: str = ""
    model_answered: str = ""
    prompt_version: str = ""
    index_version: str = ""
    voter_ids: list[uuid.UUID] = field(default_factory=list)
    timings: list[dict[str, object]] = field(default_factory=list)


def analysis_get(viewer: User, *, session_uuid: uuid.UUID) -> Analysis:
    """Return the analysis of a session; raises ``SessionUnknown``, ``AnalysisUnknown``."""
    if viewer.kind == UserKind.CITIZEN:
        raise Forbidden("STAFF_ONLY", _("Only staff see the analysis."))
    session = session_get(viewer, session_uuid=session_uuid)
    attempts = list(PipelineAttempt.objects.filter(session=session).order_by("started_at"))
    rows = AIAnalysis.objects.filter(session=session).select_related("department")
    row = rows.order_by("-created_at").first()
    if row is not None:
        return _of_row(row, attempts)
    log = InjectionLog.objects.filter(session=session).select_related("attempt", "message").first()
    if log is not None:
        return _of_log(log, attempts)
    raise AnalysisUnknown("ANALYSIS_NOT_FOUND", _("The analysis is not there yet."))


def _of_row(row: AIAnalysis, attempts: list[PipelineAttempt]) -> Analysis:
    return Analysis(
        session_uuid=row.session_id,
        kind=row.kind,
        attempts=attempts,
        candidates=row.candidates,
        department=row.department.code if row.department else None,
        confidence=row.confidence,
        reason=row.reason,
        reason_code=row.reason_code,
        is_degraded=row.is_degraded,
        risk_score=row.risk_score,
        language=row.language,
        script=row.script,
        model_asked=row.model_asked,
        model_answered=row.model_answered,
        prompt_version=row.prompt_version,
        index_version=row.index_version,
        voter_ids=row.voter_ids,
        timings=row.timings,
    )


def _of_log(log: InjectionLog, attempts: list[PipelineAttempt]) -> Analysis:
    return Analysis(
        session_uuid=log.session_id,
        kind=OutcomeKind.INJECTION,
        attempts=attempts,
        risk_score=log.risk_score,
        matched=log.matched,
        language=log.message.language,
        script=log.message.script,
        timings=log.attempt.timings,
    )


def candidate_first(*, session_uuid: uuid.UUID) -> uuid.UUID | None:
    """Return the department that the last run leaned to most, if it saw any."""
    rows = AIAnalysis.objects.filter(session=session_uuid).order_by("-created_at")
    row = rows.first()
    return uuid.UUID(str(row.candidates[0]["department_id"])) if row and row.candidates else None


def operator_queue(viewer: User) -> QuerySet[Session]:
    """Return what waits for an operator, oldest first, with the candidates as suggestions (P20)."""
    if viewer.kind not in (UserKind.OPERATOR, UserKind.SUPERUSER):
        raise Forbidden("OPERATORS_ONLY", _("Only operators see this queue."))
    rows = sessions_visible(viewer).filter(status=SessionStatus.NEEDS_OPERATOR)
    last = AIAnalysis.objects.filter(session=OuterRef("pk")).order_by("-created_at")
    rows = rows.annotate(
        candidates=Subquery(last.values("candidates")[:1]),
        reason_code=Subquery(last.values("reason_code")[:1]),
        reason=Subquery(last.values("reason")[:1]),
        leaned_confidence=Subquery(last.values("confidence")[:1]),
    )
    return with_preview(with_names(rows)).order_by("opened_at", "uuid")


def quarantine_list(viewer: User, *, verdict: str = "") -> QuerySet[InjectionLog]:
    """Return what was set aside, newest first; for superusers only (P21, S28)."""
    if viewer.kind != UserKind.SUPERUSER:
        raise Forbidden("SUPERUSERS_ONLY", _("Only superusers see what was set aside."))
    rows = InjectionLog.objects.select_related(
        "session", "message", "citizen", "decided_by", "district"
    )
    if verdict:
        rows = rows.filter(verdict=verdict)
    return rows.order_by("-created_at", "uuid")


@dataclass(frozen=True)
class StageLatency:
    """How long one stage took in a period, waiting and work apart; seconds (P12)."""

    stage: str
    count: int
    p50_s: float
    p95_s: float
    p99_s: float
    wait_p95_s: float


_LATENCIES = """
    SELECT stage, count(*),
        percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY service_s),
        percentile_cont(0.95) WITHIN GROUP (ORDER BY wait_s)
    FROM routing_pipelineattempt attempt
    CROSS JOIN LATERAL (
        SELECT timing->>'stage' AS stage, (timing->>'service_s')::float AS service_s,
            (timing->>'queue_wait_s')::float + (timing->>'batch_wait_s')::float AS wait_s
        FROM jsonb_array_elements(attempt.timings) timing) timed
    WHERE attempt.started_at >= %s AND attempt.started_at < %s
    GROUP BY stage ORDER BY stage
"""


def stage_latencies(*, since: datetime, until: datetime) -> list[StageLatency]:
    """Return the latency of each stage from the stored traces; it shows no person."""
    with connection.cursor() as cursor:
        cursor.execute(_LATENCIES, [since, until])
        return [
            StageLatency(stage, count, p50_s, p95_s, p99_s, wait_p95_s)
            for stage, count, (p50_s, p95_s, p99_s), wait_p95_s in cursor.fetchall()
        ]


@dataclass(frozen=True)
class PipelineHealth:
    """How the pipeline does now: stages in the last minutes, jobs and messages that wait (Q4)."""

    stages: list[StageLatency]
    jobs: list[tuple[str, str, int]]
    messages: list[StateFact]


def pipeline_health(viewer: User, *, since: datetime, until: datetime) -> PipelineHealth:
    """Return how the pipeline does; raises ``Forbidden``."""
    if viewer.kind not in (UserKind.OPERATOR, UserKind.SUPERUSER):
        raise Forbidden("OPERATORS_ONLY", _("Only operators see this."))
    with system_acts():  # Sums over everybody, which show no person.
        return PipelineHealth(
            stages=stage_latencies(since=since, until=until),
            jobs=jobs_waiting(),
            messages=messages_in_states(),
        )
