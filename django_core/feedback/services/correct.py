"""A person says which department is right: the session moves and a lesson is due (P25, P30)."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from prometheus_client import Counter

from django_core.accounts.models import User, UserKind
from django_core.base.errors import ApplicationError, Forbidden, Invalid
from django_core.base.jobs import job_cancel, job_enqueue
from django_core.base.locks import named_lock
from django_core.base.rights import system_acts
from django_core.conversations.lifecycle import ROUTE_JOB, RoutedBy
from django_core.conversations.models import Message, Session
from django_core.conversations.selectors import first_message_get, session_get
from django_core.conversations.services import (
    Assignment,
    Seen,
    open_check,
    review_check,
    session_access,
    session_assign,
    session_audit,
    staff_owner_check,
    version_check,
)
from django_core.departments.models import Department
from django_core.departments.selectors import department_find
from django_core.feedback.models import Correction, TeachState
from django_core.feedback.services.teach import TEACH_JOB

REASON_CHARS_MIN = 3
REASON_CHARS_MAX = 1_000
# What one member of staff teaches beyond it waits for an operator; sessions move at once (S24).
STAFF_LESSONS_MAX = 30
STAFF_LESSONS_WITHIN = timedelta(days=1)
OVER_CAP = "OVER_DAILY_CAP"
_LESSONS = uuid.UUID("0b0c6c0e-3f5a-5d0e-8a27-6d5b1c9e7f42")
CORRECTIONS = Counter("civic_corrections", "Corrections of the routing.", ["district", "by"])


class CorrectionRefused(Invalid):
    """The correction does not say what is needed."""


@dataclass(frozen=True)
class CorrectionAsked:
    """What the author says; ``session_version`` is the view it was decided on."""

    department: str
    reason: str
    session_version: int | None = None


def session_correct(author: User, *, session_uuid: uuid.UUID, asked: CorrectionAsked) -> Correction:
    """Move a session to its right department, keep who and why, and let the index learn it.

    Staff correct sessions of their department, operators of their district.  Raises
    ``SessionUnknown``, ``Forbidden``, ``CorrectionRefused``, ``SessionQuarantined``,
    ``SessionStale``.
    """
    if author.kind == UserKind.CITIZEN:
        raise Forbidden("STAFF_ONLY", _("Only staff correct the routing."))
    _reason_check(asked.reason)
    with session_decided(author, session_uuid=session_uuid, asked=asked) as session:
        department = department_of(session, asked)
        correction = correction_create(
            session, author=author, department=department, reason=asked.reason
        )
        message, by = correction.message, RoutedBy.CORRECTION
        assignment = Assignment(department=department, routed_by=by, message=message, actor=author)
        session_assign(session, assignment=assignment)
    return correction


@contextmanager
def session_decided(
    author: User, *, session_uuid: uuid.UUID, asked: CorrectionAsked
) -> Iterator[Session]:
    """Hold the session that a person decides about, in a transaction; a run is called off.

    A decision that is refused is written down as well (F14).
    """
    try:
        session_get(author, session_uuid=session_uuid)
        with transaction.atomic():
            job_cancel(kind=ROUTE_JOB, subject=session_uuid)  # Job before session.
            session = session_access(author, seen=Seen(session_uuid))  # It may have moved.
            _session_check(session, author=author, asked=asked)
            yield session
    except ApplicationError as refusal:
        _refusal_audit(author, session_uuid=session_uuid, asked=asked, code=refusal.code)
        raise


def _refusal_audit(
    author: User, *, session_uuid: uuid.UUID, asked: CorrectionAsked, code: str
) -> None:
    """Note what somebody wanted in vain, also of a session that they no longer see."""
    with system_acts():
        session = Session.objects.filter(pk=session_uuid).first()
    if session is not None:
        wanted = department_find(district_uuid=session.district_id, code=asked.department)
        session_audit(
            session,
            action="CORRECTION_REFUSED",
            actor=author,
            code=code,
            department_uuid=wanted.pk if wanted else None,
        )


def _reason_check(reason: str) -> None:
    is_storable = not any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in reason)
    chars = len(reason.strip())
    if not is_storable or not REASON_CHARS_MIN <= chars <= REASON_CHARS_MAX:
        raise CorrectionRefused(
            "REASON_INVALID",
            _("Please say in a few words why."),
            chars_min=REASON_CHARS_MIN,
            chars_max=REASON_CHARS_MAX,
        )


def _session_check(session: Session, *, author: User, asked: CorrectionAsked) -> None:
    version_check(session, version=asked.session_version)
    review_check(session)
    open_check(session)
    if session.assigned_staff_id is not None:
        staff_owner_check(session, actor=author)


def department_of(session: Session, asked: CorrectionAsked) -> Department:
    """Return the department that is asked for, if it is another one of the district."""
    department = department_find(district_uuid=session.district_id, code=asked.department)
    if department is None:
        raise CorrectionRefused("DEPARTMENT_UNKNOWN", _("There is no such department."))
    if department.pk == session.assigned_department_id:
        raise CorrectionRefused(
            "CORRECTION_SAME_DEPARTMENT", _("The session is in this department already.")
        )
    return department


def correction_create(
    session: Session, *, author: User, department: Department, reason: str
) -> Correction:
    """Keep who says that ``department`` is right, and let the index learn it (P25, P30)."""
    message: Message = first_message_get(session_uuid=session.pk)
    lesson_uuid = uuid.uuid5(_LESSONS, str(message.pk))
    is_held = _is_over_cap(author)
    earlier = Correction.objects.filter(lesson_uuid=lesson_uuid).order_by("-version").first()
    correction = Correction.objects.create(
        lesson_uuid=lesson_uuid,
        version=earlier.version + 1 if earlier else 1,
        district_id=session.district_id,
        session=session,
        message=message,
        previous_department_id=session.assigned_department_id,
        right_department=department,
        author=author,
        reason=reason.strip(),
        teach_state=TeachState.HELD if is_held else TeachState.PENDING,
        effect={"held_for": OVER_CAP} if is_held else None,
    )
    if not is_held:
        job_enqueue(kind=TEACH_JOB, subject=lesson_uuid)
    counted = CORRECTIONS.labels(district=department.district.code, by=author.kind)
    transaction.on_commit(counted.inc)
    return correction


def _is_over_cap(author: User) -> bool:
    """Tell whether a member of staff has taught all that counts at once in a day."""
    if author.kind != UserKind.STAFF:
        return False
    named_lock(f"corrections-of:{author.pk}")
    since = Now() - STAFF_LESSONS_WITHIN
    taught = Correction.objects.filter(author=author, created_at__gt=since)
    return taught.count() >= STAFF_LESSONS_MAX
