"""Applying an outcome once: reply and signed callback both lead here, and the first wins."""

import structlog
from django.db import transaction
from django.db.models.functions import Now
from prometheus_client import Counter, Histogram

from django_core.base.jobs import ATTEMPTS_MAX, job_fail, job_finish_later
from django_core.base.postgres.rows import row_insert_later, row_save_later
from django_core.conversations.lifecycle import RoutedBy, SessionStatus
from django_core.conversations.models import Message
from django_core.conversations.services import (
    Assignment,
    message_reading_set,
    session_assign,
    session_quarantine,
    session_to_operators,
)
from django_core.departments.models import Department
from django_core.departments.selectors import superuser_uuids
from django_core.notifications.models import DeliveryKind
from django_core.notifications.services import deliveries_create
from django_core.routing.models import AIAnalysis, InjectionLog, OutcomeKind, PipelineAttempt
from django_core.routing.services.held import Held, outcome_hold
from django_core.routing.services.spend import tokens_spend
from django_core.routing.services.topics import alert_announce
from serve_graph.contract import Failed, Injection, Outcome, OutcomeBase, Routed

FENCED_OFF = "FENCED_OFF"
SESSION_DECIDED = "SESSION_DECIDED"
MESSAGE_UNKNOWN = "MESSAGE_UNKNOWN"
DECISION_OUTSIDE = "DECISION_OUTSIDE_CANDIDATES"

NO_MODEL = "none"
NO_REASON = "NONE"

_log = structlog.get_logger("civic.routing")
APPLIED = Counter("civic_outcomes_applied", "Outcomes applied.", ["source", "kind"])
IGNORED = Counter("civic_outcomes_ignored", "Outcomes that changed nothing.", ["source", "cause"])
DECISIONS = Counter(
    "civic_decisions",
    "Outcomes applied, by the model that answered and the reason code they carry.",
    ["model", "reason", "degraded"],
)
TOKENS = Counter("civic_model_tokens", "Tokens of all models of a run, by its decider.", ["model"])
END_TO_END = Histogram(
    "civic_message_end_to_end_seconds",
    "From saving a message to the outcome of its run.",
    ["channel", "outcome"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 45, 60, 120, 300, 1800),
)


def outcome_record(outcome: Outcome, *, source: str) -> bool:
    """Apply an outcome if its attempt still holds the job; returns whether it changed anything.

    Compare-and-swap on the fence: an answer of a fenced-off attempt, a second delivery, and an
    answer for a session that a person has decided change nothing and are counted.
    """
    # Nobody who calls this goes on after a failure: a savepoint would cost two round trips.
    with transaction.atomic(savepoint=False):
        cause = _apply(outcome)
        if cause != FENCED_OFF:
            _spent(outcome)
    if cause != FENCED_OFF:
        TOKENS.labels(model=outcome.model_answered or NO_MODEL).inc(outcome.tokens_used)
    if cause is None:
        _count(outcome, source=source)
        _log.info("outcome_applied", message_uuid=str(outcome.message_uuid), kind=outcome.kind)
    else:
        IGNORED.labels(source=source, cause=cause).inc()
        _log.info("outcome_ignored", message_uuid=str(outcome.message_uuid), cause=cause)
    return cause is None


def _count(outcome: Outcome, *, source: str) -> None:
    APPLIED.labels(source=source, kind=outcome.kind).inc()
    model, reason = outcome.model_answered or NO_MODEL, outcome.reason_code or NO_REASON
    DECISIONS.labels(model=model, reason=reason, degraded=str(outcome.degraded).lower()).inc()


def _apply(outcome: Outcome) -> str | None:
    """Change what must change and return nothing, or return why nothing was changed."""
    try:
        held = outcome_hold(outcome)
    except Message.DoesNotExist:
        return MESSAGE_UNKNOWN
    if held is None:
        return FENCED_OFF
    _attempt_end(held, outcome)
    if isinstance(outcome, Failed) and outcome.retryable and held.claim.attempt < ATTEMPTS_MAX:
        job_fail(held.claim, code=outcome.reason_code)
        return None
    job_finish_later(held.claim)
    if held.session.status != SessionStatus.ROUTING:
        return SESSION_DECIDED
    _session_apply(held, outcome)
    return None


def _spent(outcome: OutcomeBase) -> None:
    """Count what a run has cost, also one whose answer came too late."""
    if outcome.tokens_used:
        district = Message.objects.values_list("district_id", flat=True)
        for district_uuid in district.filter(pk=outcome.message_uuid):
            tokens_spend(district_uuid=district_uuid, tokens=outcome.tokens_used)


def _attempt_end(held: Held, outcome: Outcome) -> None:
    attempt = PipelineAttempt(
        uuid=held.attempt_uuid,
        ended_at=Now(),
        outcome_kind=outcome.kind,
        error_code=outcome.reason_code or "",
        timings=_timings(outcome),
    )
    row_save_later(attempt, "ended_at", "outcome_kind", "error_code", "timings")


def _session_apply(held: Held, outcome: Outcome) -> None:
    session, message = held.session, held.message
    message_reading_set(message.pk, language=outcome.language or "", script=outcome.script or "")
    if isinstance(outcome, Injection):
        log = _injection_log(held, outcome=outcome)
        session_quarantine(session)
        alert_announce(log, session=session)
        deliveries_create(
            message_uuid=message.pk,
            district_uuid=session.district_id,
            kind=DeliveryKind.SESSION_QUARANTINED,
            recipient_uuids=superuser_uuids(),
        )
    else:
        department = _department_of(held, outcome)
        _analysis(held, outcome=outcome, department=department)
        _department_apply(held, outcome=outcome, department=department)
    took_s = (held.now - message.created_at).total_seconds()
    seconds = END_TO_END.labels(channel=message.channel, outcome=outcome.kind)
    transaction.on_commit(lambda: seconds.observe(took_s))


def _department_apply(held: Held, *, outcome: Outcome, department: Department | None) -> None:
    if department is None:
        session_to_operators(held.session, code=outcome.reason_code or DECISION_OUTSIDE)
        return
    assignment = Assignment(
        department=department,
        routed_by=RoutedBy.PIPELINE,
        message=held.message,
        staff_uuids=held.staff_uuids,
        is_degraded=outcome.degraded,
        confidence=outcome.decision.confidence if outcome.decision else None,
    )
    session_assign(held.session, assignment=assignment)


def _department_of(held: Held, outcome: Outcome) -> Department | None:
    """Return the chosen department if it is a candidate and of this district (F7)."""
    chosen = held.department
    if chosen is None or chosen.pk not in {one.department_id for one in outcome.candidates}:
        return None
    return chosen


def _analysis(held: Held, *, outcome: Outcome, department: Department | None) -> None:
    """Save what the pipeline saw and chose (P19)."""
    decision = outcome.decision
    kind: str = outcome.kind
    reason_code = outcome.reason_code or ""
    if isinstance(outcome, Routed) and department is None:
        kind, reason_code = OutcomeKind.UNSURE, DECISION_OUTSIDE
    analysis = AIAnalysis(
        district_id=held.session.district_id,
        session_id=held.session.pk,
        message_id=held.message.pk,
        attempt_id=held.attempt_uuid,
        kind=kind,
        candidates=_candidates(outcome),
        department=department,
        confidence=decision.confidence if decision else None,
        reason=_storable(decision.reason) if decision else "",
        reason_code=reason_code,
        is_degraded=outcome.degraded,
        risk_score=outcome.injection.risk_score if outcome.injection else None,
        **_provenance(outcome),
    )
    row_insert_later(analysis)


def _provenance(outcome: OutcomeBase) -> dict[str, object]:
    return {
        "language": outcome.language or "",
        "script": outcome.script or "",
        "model_asked": _storable(outcome.model_asked)[:100],
        "model_answered": _storable(outcome.model_answered or "")[:100],
        "prompt_version": _storable(outcome.prompt_version or "")[:64],
        "index_version": _storable(outcome.index_version or "")[:64],
        "voter_ids": list(outcome.voter_ids),
        "timings": _timings(outcome),
    }


def _injection_log(held: Held, *, outcome: Injection) -> InjectionLog:
    """Save why the message was set aside (P21)."""
    session = held.session
    return InjectionLog.objects.create(
        district_id=session.district_id,
        session=session,
        message_id=held.message.pk,
        citizen_id=session.citizen_id,
        attempt_id=held.attempt_uuid,
        risk_score=outcome.injection.risk_score,
        matched=[_storable(rule)[:200] for rule in outcome.injection.matched],
    )


def _candidates(outcome: OutcomeBase) -> list[dict[str, object]]:
    rows = (candidate.model_dump(mode="json") for candidate in outcome.candidates)
    return [
        {name: _storable(value) if isinstance(value, str) else value for name, value in row.items()}
        for row in rows
    ]


def _timings(outcome: OutcomeBase) -> list[dict[str, object]]:
    return [timing.model_dump(mode="json") for timing in outcome.timings]


def _storable(text: str) -> str:
    """Return the text without NUL, which Postgres cannot hold."""
    return text.replace("\x00", "")
