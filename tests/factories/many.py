"""Many rows of everything that a list shows, made in bulk."""

import itertools
import uuid
from datetime import UTC, datetime, timedelta

from django_core.accounts.models import SignIn, User, UserKind
from django_core.audit.models import AuditEntry
from django_core.conversations.lifecycle import MessageState, SenderKind, SessionStatus
from django_core.conversations.models import CannedReply, Message, Session
from django_core.departments.models import Department, DepartmentText, District, Membership
from django_core.feedback.models import Correction
from django_core.notifications.models import Delivery
from django_core.prompts.models import PromptVersion
from django_core.routing.models import AIAnalysis, InjectionLog, PipelineAttempt
from tests.factories.messages import TEXT

AT = datetime(2026, 11, 1, tzinfo=UTC)
_numbers = itertools.count(1)


def sessions_make(
    department: Department, staff: User, *, count: int, status: SessionStatus
) -> None:
    """So many citizens with a session each, and all that hangs on a session."""
    numbers = list(itertools.islice(_numbers, count))
    people = _citizens(department.district, numbers)
    pairs = list(zip(numbers, people, strict=True))
    sessions = Session.objects.bulk_create(
        _session(citizen, number, department if status == SessionStatus.WAITING else None, status)
        for number, citizen in pairs
    )
    messages = Message.objects.bulk_create(_message(session, 1) for session in sessions)
    _runs(messages)
    Delivery.objects.bulk_create(
        Delivery(message=message, district=message.district, kind="SESSION_ROUTED", recipient=staff)
        for message in messages
    )
    _corrections(messages, department, staff)


def session_grow(session: Session, *, count: int) -> None:
    """So many more messages of one session, told, with runs; and closed ones of its citizen."""
    first = session.last_sequence + 1
    messages = Message.objects.bulk_create(
        _message(session, sequence) for sequence in range(first, first + count)
    )
    _runs(messages)
    Delivery.objects.bulk_create(
        Delivery(
            message=message,
            district=session.district,
            kind="MESSAGE_NEW",
            recipient=session.citizen,
        )
        for message in messages
    )
    session.last_sequence += count
    session.save(update_fields=["last_sequence"])
    department = session.assigned_department
    Session.objects.bulk_create(
        _session(session.citizen, number, department, SessionStatus.CLOSED)
        for number in itertools.islice(_numbers, count)
    )


def district_grow(department: Department, staff: User, *, count: int) -> None:
    """So many replies, colleagues, departments, prompts, sign-ins and entries of the audit log."""
    district, numbers = department.district, list(itertools.islice(_numbers, count))
    CannedReply.objects.bulk_create(
        CannedReply(
            district=district,
            department=department,
            language="ru",
            title=f"{number}",
            text="x",
            author=staff,
        )
        for number in numbers
    )
    colleagues = User.objects.bulk_create(
        User(username=f"staff{number}", kind=UserKind.STAFF, district=district)
        for number in numbers
    )
    Membership.objects.bulk_create(
        Membership(user=colleague, department=department) for colleague in colleagues
    )
    others = Department.objects.bulk_create(
        Department(district=district, code=f"other{number}") for number in numbers
    )
    DepartmentText.objects.bulk_create(
        DepartmentText(department=other, language=language, name=other.code, description="x")
        for other in others
        for language in ("uz", "ru")
    )
    _platform(numbers, staff)


def _platform(numbers: list[int], staff: User) -> None:
    District.objects.bulk_create(
        District(code=f"d{number}", name=f"{number}", number_prefix=_letters(number))
        for number in numbers
    )
    PromptVersion.objects.bulk_create(
        PromptVersion(purpose="ROUTE", version=f"v{number}", template="x") for number in numbers
    )
    SignIn.objects.bulk_create(
        SignIn(session_key=uuid.uuid4().hex, user=staff, expire_date=AT + timedelta(days=365))
        for _ in numbers
    )
    AuditEntry.objects.bulk_create(
        AuditEntry(
            action="CHAT_READ",
            actor_kind="SUPERUSER",
            subject_kind="SESSION",
            subject_uuid=uuid.uuid4(),
        )
        for _ in numbers
    )


def _letters(number: int) -> str:
    """Four letters that no other number has."""
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(4))


def _citizens(district: District, numbers: list[int]) -> list[User]:
    return User.objects.bulk_create(
        User(username=f"many{number}", kind=UserKind.CITIZEN, district=district)
        for number in numbers
    )


def _session(
    citizen: User, number: int, department: Department | None, status: SessionStatus
) -> Session:
    return Session(
        number=f"YD-2610-{number:04d}",
        district=citizen.district,
        citizen=citizen,
        channel="WEB",
        status=status,
        assigned_department=department,
        routed_at=AT,
        closed_at=AT if status == SessionStatus.CLOSED else None,
        legal_deadline_at=AT,
        last_sequence=1,
    )


def _message(session: Session, sequence: int) -> Message:
    return Message(
        session=session,
        district=session.district,
        sequence=sequence,
        sender_kind=SenderKind.CITIZEN,
        sender=session.citizen,
        text=TEXT,
        state=MessageState.ROUTED,
        channel="WEB",
    )


def _corrections(messages: list[Message], department: Department, staff: User) -> None:
    Correction.objects.bulk_create(
        Correction(
            lesson_uuid=uuid.uuid4(),
            district=message.district,
            session=message.session,
            message=message,
            right_department=department,
            author=staff,
            reason="Это наше дело",
        )
        for message in messages
    )


def _runs(messages: list[Message]) -> None:
    """Let each message have been analysed and set aside once."""
    about = [{"district": one.district, "session": one.session, "message": one} for one in messages]
    attempts = PipelineAttempt.objects.bulk_create(
        PipelineAttempt(**one, job_uuid=one["message"].pk, attempt=1, fence=1) for one in about
    )
    AIAnalysis.objects.bulk_create(
        AIAnalysis(
            **one,
            attempt=attempt,
            kind="UNSURE",
            model_asked="m",
            candidates=[
                {"department_id": str(attempt.pk), "code": "a", "name": "a", "similarity": 0.5}
            ],
        )
        for one, attempt in zip(about, attempts, strict=True)
    )
    InjectionLog.objects.bulk_create(
        InjectionLog(**one, citizen=one["session"].citizen, attempt=attempt, risk_score=0.9)
        for one, attempt in zip(about, attempts, strict=True)
    )
