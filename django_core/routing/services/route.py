"""One attempt: open it, ask the graph, hand the answer on."""

import uuid

import structlog
from django.db import transaction
from django.db.models.functions import Now

from django_core.base.jobs import JobClaim, JobFailed, JobHandler, JobPostponed
from django_core.conversations.lifecycle import MessageState, SessionStatus
from django_core.conversations.models import Message
from django_core.conversations.services import (
    message_state_set,
    opened_tell,
    progress_tell,
    session_events_save,
    session_lock,
    session_to_operators,
)
from django_core.prompts.models import PromptPurpose
from django_core.prompts.selectors import prompt_active_get
from django_core.realtime.events import Step
from django_core.routing import graph_client
from django_core.routing.models import OutcomeSource, PipelineAttempt
from django_core.routing.services.outcome import outcome_record
from django_core.routing.services.spend import tokens_are_left
from serve_graph.contract import PromptTemplate, RouteRequest


def session_route(claim: JobClaim) -> None:
    """Ask the graph for the department of the claimed session and record what it says.

    Safe to run twice: a session that is no longer routing needs nothing.  Raises
    ``JobPostponed`` while the graph is away and ``JobFailed`` when it failed.
    """
    request = _attempt_open(claim)
    if request is None:
        return
    try:
        outcome = graph_client.route(request)
    except graph_client.GraphUnreachable as error:
        raise JobPostponed(error.code) from error
    except graph_client.GraphError as error:
        raise JobFailed(error.code, permanent=error.permanent) from error
    outcome_record(outcome, source=OutcomeSource.REPLY)


def _attempt_open(claim: JobClaim) -> RouteRequest | None:
    """Note the attempt and return what to ask, or nothing when nobody needs the answer."""
    with transaction.atomic():
        session = session_lock(session_uuid=claim.subject)
        if session.status != SessionStatus.ROUTING:
            return None
        message = Message.objects.select_related("district").get(pk=_message_uuid(claim))
        request = _request(claim, message=message)
        PipelineAttempt.objects.create(
            district_id=session.district_id,
            session=session,
            message=message,
            job_uuid=claim.job_uuid,
            attempt=claim.attempt,
            fence=claim.fence,
            temperature=request.temperature,
            max_tokens=request.max_tokens,
            confidence_threshold=request.confidence_threshold,
            trace_id=(request.traceparent or "")[3:35],
        )
        events = message_state_set(message.pk, state=MessageState.PROCESSING)
        session_events_save(session, events=events)
        progress_tell(session, step=Step.PROCESSING)
        if claim.attempt == 1:
            opened_tell(session)
        return request


def _request(claim: JobClaim, *, message: Message) -> RouteRequest:
    district = message.district
    prompt = prompt_active_get(purpose=PromptPurpose.ROUTE)
    trace = structlog.contextvars.get_contextvars().get("traceparent")
    return RouteRequest(
        message_uuid=message.pk,
        text=message.text.strip(),
        district=district.code,
        model=district.model,
        temperature=district.temperature,
        max_tokens=district.max_tokens,
        deadline_s=graph_client.DEADLINE.total_seconds(),
        confidence_threshold=district.confidence_threshold,
        skip_model_when_sure=district.skips_model_when_sure,
        model_allowed=tokens_are_left(district),
        prompt=PromptTemplate(version=prompt.version, template=prompt.template) if prompt else None,
        attempt=claim.attempt,
        fence=claim.fence,
        injection_cleared=claim.payload.get("injection_cleared") == "true",
        traceparent=trace,
    )


def _message_uuid(claim: JobClaim) -> uuid.UUID:
    return uuid.UUID(claim.payload["message_uuid"])


def _queued_again(claim: JobClaim, code: str) -> None:
    """Put the message back into the queue with its job (``PROCESSING → QUEUED``)."""
    _attempt_end(claim, code=code)
    session = session_lock(session_uuid=claim.subject)
    if session.status == SessionStatus.ROUTING:
        events = message_state_set(_message_uuid(claim), state=MessageState.QUEUED)
        session_events_save(session, events=events)
        progress_tell(session, step=Step.RECEIVED)


def _given_up(claim: JobClaim, code: str) -> None:
    """Hand the session to the operators: no citizen waits for a machine for ever (P20)."""
    _attempt_end(claim, code=code)
    session = session_lock(session_uuid=claim.subject)
    if session.status == SessionStatus.ROUTING:
        session_to_operators(session, code=code)


def _attempt_end(claim: JobClaim, *, code: str) -> None:
    open_attempts = PipelineAttempt.objects.filter(job_uuid=claim.job_uuid, ended_at=None)
    open_attempts.update(ended_at=Now(), error_code=code)


ROUTE_HANDLER = JobHandler(run=session_route, given_up=_given_up, queued_again=_queued_again)
