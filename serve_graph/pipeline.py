"""The order of the stages, from a text to an outcome (P12 to P21).

Plain async code over callables: the same lines run with plain stages in a unit test and with the
handles of replicas in Ray.

Invariant: a run ends in an outcome.  What goes wrong becomes ``Failed`` or ``Unsure`` with a
reason, and only ``StageBusy`` leaves, because there the caller should simply come back later.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import structlog
from pydantic import BaseModel, ConfigDict, Field

from serve_graph.contract import (
    Decision,
    Failed,
    Injection,
    InjectionReport,
    Outcome,
    ReasonCode,
    Routed,
    RouteRequest,
    Stage,
    Unsure,
)
from serve_graph.contract_stages import (
    DecisionReading,
    Draft,
    EffectReading,
    LanguageReading,
    ModelSettings,
    Prompt,
    SearchReading,
    TextVectors,
)
from serve_graph.contract_teaching import LearnReply
from serve_graph.errors import EmbeddingUnavailable, GraphError, StageBusy, places
from serve_graph.timing import Measured, Trace

log = structlog.get_logger(__name__)

T = TypeVar("T")
Call: TypeAlias = Callable[..., Awaitable[Measured[T]]]


@dataclass(frozen=True)
class Stages:
    """The stages as callables with keyword arguments, wherever they run."""

    language: Call[LanguageReading]
    injection: Call[InjectionReport]
    embedding: Call[TextVectors]
    words: Call[TextVectors]
    search: Call[SearchReading]
    prompt: Call[Prompt]
    decision: Call[DecisionReading]
    learning: Call[LearnReply]
    departments: Call[LearnReply]
    known: Call[tuple[TextVectors | None, ...]]
    neighbours: Call[tuple[int, ...]]
    effect: Call[EffectReading]
    draft: Call[Draft]
    preview: Call[EffectReading]
    rebuild_begin: Call[LearnReply]
    rebuild_finish: Call[LearnReply]


class Limits(BaseModel):
    """What may be changed while the graph runs (``user_config``); probabilities and counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    confidence_threshold: float = Field(default=0.6, ge=0, le=1)
    degraded_threshold: float = Field(default=0.6, ge=0, le=1)
    departments_at_once: int = Field(default=4, ge=1, le=64)


@dataclass
class Run:
    """What one run has learned so far; whatever ends it, the outcome says all of it (P19)."""

    request: RouteRequest
    stages: Stages
    limits: Limits
    trace: Trace
    language: LanguageReading | None = None
    injection: InjectionReport | None = None
    reading: SearchReading | None = None
    weakened_by: ReasonCode | None = None
    prompt: Prompt | None = None
    decided: DecisionReading = field(default_factory=DecisionReading)

    @property
    def threshold(self) -> float:
        """The calibrated confidence from which on a department is sure enough (P20)."""
        asked = self.request.confidence_threshold
        return self.limits.confidence_threshold if asked is None else asked

    @property
    def tokens_used(self) -> int:
        """What all models together have cost (S27)."""
        return self.decided.tokens_used + (self.injection.tokens_used if self.injection else 0)

    def known(self) -> dict[str, Any]:
        """Return the fields that every kind of outcome has."""
        return {
            "message_uuid": self.request.message_uuid,
            "attempt": self.request.attempt,
            "fence": self.request.fence,
            "language": self.language and self.language.language,
            "script": self.language and self.language.script,
            "candidates": self.reading.candidates if self.reading else (),
            "injection": self.injection,
            "model_asked": self.request.model,
            "model_answered": self.decided.model_answered,
            "prompt_version": self.prompt and self.prompt.version,
            "index_version": self.reading and self.reading.index_version,
            "voter_ids": self.reading.voter_ids if self.reading else (),
            "tokens_used": self.tokens_used,
            "timings": self.trace.timings,
        }


async def route(request: RouteRequest, *, stages: Stages, limits: Limits, trace: Trace) -> Outcome:
    """Answer which department the text is for; raises only ``StageBusy``."""
    run = Run(request=request, stages=stages, limits=limits, trace=trace)
    try:
        return await _outcome(run)
    except StageBusy:
        raise
    except GraphError as error:
        log.warning("run_failed", code=error.code, message_uuid=str(request.message_uuid))
        return Failed(reason_code=error.reason, retryable=not error.permanent, **run.known())
    except Exception as error:  # noqa: BLE001  # a run ends in an outcome, whatever breaks
        _log_broken("run_broke", error, request)
        return Failed(reason_code=ReasonCode.STAGE_FAILED, retryable=True, **run.known())


async def _outcome(run: Run) -> Outcome:
    """Language, injection beside embedding, search, prompt, decision."""
    run.language = await run.trace.timed(Stage.LANGUAGE, run.stages.language, text=run.request.text)
    vectors = await _screened_vectors(run, cleaned=run.language.cleaned)
    if vectors is None:
        return Injection(**run.known())
    run.reading = await run.trace.timed(
        Stage.SEARCH,
        run.stages.search,
        vectors=vectors,
        district=run.request.district,
        languages=run.language.search_languages,
    )
    if not run.reading.candidates:
        return Unsure(reason_code=ReasonCode.NO_CANDIDATES, **run.known())
    run.decided = await _decided(run, read=run.language, reading=run.reading)
    return _judged(run, reading=run.reading)


async def _screened_vectors(run: Run, *, cleaned: str) -> TextVectors | None:
    """Embed while the text is screened; ``None`` for an injection, whose embedding stops (P14).

    A text that a superuser released is not screened again (P21).
    """
    embedding = asyncio.create_task(_vectors(run, cleaned=cleaned))
    try:
        if not run.request.injection_cleared:
            run.injection = await run.trace.timed(
                Stage.INJECTION,
                run.stages.injection,
                text=run.request.text,
                judge_allowed=run.request.model_allowed,
            )
            if run.injection.is_injection:
                return None
        return await embedding
    finally:
        embedding.cancel()
        await asyncio.gather(embedding, return_exceptions=True)


async def _vectors(run: Run, *, cleaned: str) -> TextVectors:
    """Read the text; while the embedding model is away, by its words alone (P20)."""
    try:
        return await run.trace.timed(
            Stage.EMBEDDING, run.stages.embedding, text=cleaned, task="query"
        )
    except EmbeddingUnavailable as error:
        message_uuid = str(run.request.message_uuid)
        log.warning("embedding_failed", code=error.code, message_uuid=message_uuid)
        run.weakened_by = error.reason
        return await run.trace.timed(Stage.EMBEDDING, run.stages.words, text=cleaned)


async def _decided(run: Run, *, read: LanguageReading, reading: SearchReading) -> DecisionReading:
    """Ask the model; what goes wrong here costs only the model's opinion (P20)."""
    try:
        run.prompt = await run.trace.timed(
            Stage.PROMPT,
            run.stages.prompt,
            text=read.cleaned,
            candidates=reading.candidates,
            template=run.request.prompt,
        )
        return await run.trace.timed(
            Stage.DECISION,
            run.stages.decision,
            prompt=run.prompt,
            reading=reading,
            model=_model_settings(run.request, read=read, threshold=run.threshold),
        )
    except StageBusy:
        raise
    except GraphError as error:
        log.warning("model_failed", code=error.code, message_uuid=str(run.request.message_uuid))
        return DecisionReading(reason_code=error.reason)
    except Exception as error:  # noqa: BLE001  # a run ends in an outcome, whatever breaks
        _log_broken("model_broke", error, run.request)
        return DecisionReading(reason_code=ReasonCode.STAGE_FAILED)


def _log_broken(event: str, error: Exception, request: RouteRequest) -> None:
    message_uuid, name = str(request.message_uuid), type(error).__name__
    log.error(event, error=name, places=places(error), message_uuid=message_uuid)


def _model_settings(
    request: RouteRequest, *, read: LanguageReading, threshold: float
) -> ModelSettings:
    return ModelSettings(
        model=request.model,
        temperature=request.temperature,
        max_tokens=request.max_tokens,
        skip_from=threshold if request.skip_model_when_sure else None,
        is_allowed=request.model_allowed,
        language=read.language,
        script=read.script,
    )


def _judged(run: Run, *, reading: SearchReading) -> Outcome:
    """Route when sure enough, else leave the candidates to an operator (P20)."""
    decision, reason_code = run.decided.decision, run.decided.reason_code or run.weakened_by
    degraded = run.decided.degraded or run.weakened_by is not None
    if decision and decision.department_id not in {c.department_id for c in reading.candidates}:
        decision, reason_code = None, ReasonCode.MODEL_ANSWER_INVALID
    threshold = run.threshold
    if reason_code is ReasonCode.BUDGET_SPENT:
        return Unsure(reason_code=reason_code, **run.known())
    if decision is None:
        decision, degraded = search_choice(reading), True
        reason_code = reason_code or ReasonCode.MODEL_UNAVAILABLE
    if degraded:
        threshold = max(threshold, run.limits.degraded_threshold)
    said = {**run.known(), "decision": decision, "degraded": degraded}
    if decision and decision.confidence >= threshold:
        return Routed(reason_code=reason_code, **said)
    return Unsure(reason_code=reason_code or ReasonCode.LOW_CONFIDENCE, **said)


def search_choice(reading: SearchReading) -> Decision | None:
    """Return the department that the search alone would take, with its calibrated probability."""
    if not reading.candidates or not reading.probabilities:
        return None
    top = reading.candidates[0]
    return Decision(
        department_id=top.department_id,
        code=top.code,
        name=top.name,
        confidence=reading.probabilities[0],
        reason="",
    )
