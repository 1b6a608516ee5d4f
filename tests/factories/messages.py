"""Messages, jobs and outcomes for tests, made by the same services as the real ones."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from django_core.accounts.models import User
from django_core.base.jobs import JobClaim, job_cancel, job_claim, job_run
from django_core.base.models import Job, JobState
from django_core.conversations.lifecycle import MessageState, RoutedBy, SenderKind, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.conversations.services import (
    Assignment,
    Seen,
    Submission,
    Submitted,
    Words,
    message_submit,
    session_assign,
    session_lock,
    session_pick,
    session_reply,
)
from django_core.departments.models import Department
from django_core.feedback.services import session_confirm
from django_core.routing.models import PipelineAttempt
from serve_graph.contract import Candidate, Decision, Injection, InjectionReport, Routed, Unsure

TEXT = "В нашем дворе прорвало трубу, вода течёт на улицу третий день."
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def submit(citizen: User, text: str = TEXT, **fields: str) -> Submitted:
    return message_submit(
        citizen, submission=Submission(text=text, channel="WEB", **fields), now=NOW
    )


def job_of(session: Session, *, kind: str = "ROUTE") -> Job:
    return Job.objects.get(kind=kind, subject=session.pk)


def jobs_run() -> int:
    """Run every job that waits, also those whose time has not come, once."""
    waiting = Job.objects.filter(state=JobState.QUEUED)
    waiting.update(due_at=Now())
    return sum(job_run(job_uuid=uuid) for uuid in list(waiting.values_list("pk", flat=True)))


def claim_open(submitted: Submitted) -> JobClaim:
    """Claim the routing job of a message and note the attempt, as a worker does."""
    claim = job_claim(job_uuid=job_of(submitted.session).pk)
    Message.objects.filter(pk=submitted.message.pk).update(state=MessageState.PROCESSING)
    assert claim is not None
    PipelineAttempt.objects.create(
        district=submitted.session.district,
        session=submitted.session,
        message=submitted.message,
        job_uuid=claim.job_uuid,
        attempt=claim.attempt,
        fence=claim.fence,
    )
    return claim


def candidate_of(department: Department) -> Candidate:
    """Asks nothing of the database: the faked graph answers in threads of its own."""
    return Candidate(
        department_id=department.pk,
        code=department.code,
        name=department.code,
        similarity=0.8,
        description=department.code,
    )


def routed(message: UUID, department: Department, *, fence: int | None = 1) -> Routed:
    candidate = candidate_of(department)
    decision = Decision(
        department_id=candidate.department_id,
        code=candidate.code,
        name=candidate.name,
        confidence=0.9,
        reason="voda",
    )
    return Routed(
        message_uuid=message,
        attempt=1,
        fence=fence,
        language="ru",
        script="cyrl",
        candidates=(candidate,),
        decision=decision,
        index_version="v1",
        model_answered="offline",
    )


def unsure(message: UUID, department: Department, *, fence: int = 1) -> Unsure:
    return Unsure(
        message_uuid=message,
        fence=fence,
        candidates=(candidate_of(department),),
        reason_code="LOW_CONFIDENCE",
    )


def injection(message: UUID, *, fence: int = 1) -> Injection:
    report = InjectionReport(is_injection=True, risk_score=0.97, matched=("OVERRIDE",))
    return Injection(message_uuid=message, fence=fence, injection=report)


def session_waiting(citizen: User, department: Department, text: str = TEXT) -> Session:
    """A session in a department's queue, as if the pipeline had put it there."""
    saved = submit(citizen, text)
    with transaction.atomic():
        job_cancel(kind="ROUTE", subject=saved.session.pk)
        session = session_lock(session_uuid=saved.session.pk)
        message = Message.objects.get(pk=saved.message.pk)
        assignment = Assignment(department=department, routed_by=RoutedBy.PIPELINE, message=message)
        session_assign(session, assignment=assignment)
    return Session.objects.get(pk=session.pk)


def session_picked(citizen: User, staff: User, department: Department) -> Session:
    """A session whose owner has said that the department is right."""
    session = session_waiting(citizen, department)
    session_pick(staff, seen=Seen(session.pk))
    session_confirm(staff, seen=Seen(session.pk))
    return Session.objects.get(pk=session.pk)


def session_talking(citizen: User, staff: User, department: Department) -> Session:
    """A session in which staff have spoken."""
    session = session_picked(citizen, staff, department)
    session_reply(staff, seen=Seen(session.pk), words=Words("Мы выехали."))
    return Session.objects.get(pk=session.pk)


def clock_move(session: Session, *, back: timedelta) -> None:
    """Let everything that happened in a session have happened so much earlier."""
    clocks_move(session, back=back)
    Message.objects.filter(session=session.pk).update(created_at=F("created_at") - back)


def clocks_move(session: Session, *, back: timedelta) -> None:
    """Move the clocks of a session, and leave what its messages show as it was."""
    times = ("opened_at", "last_message_at", "last_citizen_message_at", "routed_at")
    times += ("first_staff_message_at", "last_staff_message_at", "closes_at", "close_warned_at")
    times += ("closed_at", "reopened_at")
    Session.objects.filter(pk=session.pk).update(**{name: F(name) - back for name in times})


def staff_message_add(session: Session, *, staff: User) -> Message:
    """Let staff have picked the session and said something."""
    session.last_sequence += 1
    session.status = SessionStatus.ACTIVE
    session.assigned_staff = staff
    session.first_staff_message_at = session.last_staff_message_at = NOW
    session.save(
        update_fields=[
            "last_sequence",
            "status",
            "assigned_department",
            "routed_at",
            "assigned_staff",
            "first_staff_message_at",
            "last_staff_message_at",
        ]
    )
    return Message.objects.create(
        session=session,
        district=session.district,
        sequence=session.last_sequence,
        sender_kind=SenderKind.STAFF,
        sender=staff,
        text="Мы выехали.",
        state=MessageState.ROUTED,
        channel="WEB",
    )
