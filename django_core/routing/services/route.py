"""One attempt: open it, ask the graph, hand the answer on."""

from django.db import transaction
from django.db.models.functions import Now

from django_core.base.jobs import JobClaim, JobFailed, JobHandler, JobPostponed
from django_core.base.postgres.rows import row_insert_later
from django_core.conversations.lifecycle import MessageState, SessionStatus
from django_core.conversations.services import (
    message_state_set,
    opened_tell,
    progress_tell,
    session_events_save,
    session_lock,
    session_to_operators,
)
from django_core.realtime.events import Step
from django_core.routing import graph_client
from django_core.routing.models import OutcomeSource, PipelineAttempt
from django_core.routing.services.outcome import outcome_record
from django_core.routing.services.question import Question, message_uuid_of, question_take


def session_route(claim: JobClaim) -> bool:
    """Ask the graph for the department of the claimed session and record what it says.

    Returns whether that ended the job.
    Safe to run twice: a session that is no longer routing needs nothing.  Raises
    ``JobPostponed`` while the graph is away and ``JobFailed`` when it failed.
    """
    asked = _attempt_open(claim)
    if asked is None:
        return False
    try:
        outcome = graph_client.route(asked.request, now=asked.now)
    except graph_client.GraphUnreachable as error:
        raise JobPostponed(error.code) from error
    except graph_client.GraphError as error:
        raise JobFailed(error.code, permanent=error.permanent) from error
    return outcome_record(outcome, source=OutcomeSource.REPLY)


def _attempt_open(claim: JobClaim) -> Question | None:
    """Note the attempt and return what to ask, or nothing when nobody needs the answer."""
    with transaction.atomic():
        question = question_take(claim)
        session = question.session
        if session.status != SessionStatus.ROUTING:
            return None
        row_insert_later(_attempt(claim, question))
        events = message_state_set(question.request.message_uuid, state=MessageState.PROCESSING)
        session_events_save(session, events=events)
        progress_tell(session, step=Step.PROCESSING)
        if claim.attempt == 1:
            opened_tell(session)
        return question


def _attempt(claim: JobClaim, question: Question) -> PipelineAttempt:
    request, session = question.request, question.session
    return PipelineAttempt(
        district_id=session.district_id,
        session_id=session.pk,
        message_id=request.message_uuid,
        job_uuid=claim.job_uuid,
        attempt=claim.attempt,
        fence=claim.fence,
        temperature=request.temperature,
        max_tokens=request.max_tokens,
        confidence_threshold=request.confidence_threshold,
        trace_id=(request.traceparent or "")[3:35],
    )


def _queued_again(claim: JobClaim, code: str) -> None:
    """Put the message back into the queue with its job (``PROCESSING → QUEUED``)."""
    _attempt_end(claim, code=code)
    session = session_lock(session_uuid=claim.subject)
    if session.status == SessionStatus.ROUTING:
        events = message_state_set(message_uuid_of(claim), state=MessageState.QUEUED)
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
