"""A person says which department is right: the session moves and a lesson is due (P25, P30)."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from prometheus_client import Counter

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict, Forbidden, Invalid
from django_core.base.jobs import job_cancel, job_enqueue
from django_core.conversations.lifecycle import ROUTE_JOB, RoutedBy, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.conversations.selectors import first_message_get, session_get
from django_core.conversations.services import Assignment, session_assign, session_lock
from django_core.departments.models import Department
from django_core.departments.selectors import department_find
from django_core.feedback.models import Correction
from django_core.feedback.services.teach import TEACH_JOB

REASON_CHARS_MIN = 3
REASON_CHARS_MAX = 1_000
_LESSONS = uuid.UUID("0b0c6c0e-3f5a-5d0e-8a27-6d5b1c9e7f42")
CORRECTIONS = Counter("civic_corrections", "Corrections of the routing.", ["district", "by"])


class CorrectionRefused(Invalid):
    """The correction does not say what is needed."""


class SessionChanged(Conflict):
    """The session is not as the author saw it, or not in a state to be corrected (F14)."""


@dataclass(frozen=True)
class CorrectionAsked:
    """What the author says; ``session_version`` is the view it was decided on."""

    department: str
    reason: str
    session_version: int | None = None


def session_correct(author: User, *, session_uuid: uuid.UUID, asked: CorrectionAsked) -> Correction:
    """Move a session to its right department, keep who and why, and let the index learn it.

    Staff correct sessions of their department, operators of their district.  Raises
    ``SessionUnknown``, ``Forbidden``, ``CorrectionRefused``, ``SessionChanged``.
    """
    if author.kind == UserKind.CITIZEN:
        raise Forbidden("STAFF_ONLY", _("Only staff correct the routing."))
    _reason_check(asked.reason)
    session_get(author, session_uuid=session_uuid)
    with transaction.atomic():
        # A person decides: a run that is still under way is called off (job before session).
        job_cancel(kind=ROUTE_JOB, subject=session_uuid)
        session = session_lock(session_uuid=session_uuid)
        session_get(author, session_uuid=session_uuid)  # It may have moved before the lock.
        _session_check(session, asked)
        department = _department_of(session, asked)
        correction = _correction(session, author=author, department=department, asked=asked)
        _session_move(session, correction=correction, author=author, department=department)
        job_enqueue(kind=TEACH_JOB, subject=correction.lesson_uuid)
    CORRECTIONS.labels(district=department.district.code, by=author.kind).inc()
    return correction


def _session_move(
    session: Session, *, correction: Correction, author: User, department: Department
) -> None:
    assignment = Assignment(
        department=department,
        routed_by=RoutedBy.CORRECTION,
        message=correction.message,
        actor=author,
    )
    session_assign(session, assignment=assignment)


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


def _session_check(session: Session, asked: CorrectionAsked) -> None:
    if asked.session_version not in (None, session.version):
        raise SessionChanged(
            "SESSION_CHANGED", _("The session has changed."), version=session.version
        )
    if session.status == SessionStatus.QUARANTINED:
        raise SessionChanged("SESSION_QUARANTINED", _("The session is under review."))
    if session.status == SessionStatus.CLOSED:
        raise SessionChanged("SESSION_CLOSED", _("The session is closed."))


def _department_of(session: Session, asked: CorrectionAsked) -> Department:
    department = department_find(district_uuid=session.district_id, code=asked.department)
    if department is None:
        raise CorrectionRefused("DEPARTMENT_UNKNOWN", _("There is no such department."))
    if department.pk == session.assigned_department_id:
        raise CorrectionRefused(
            "CORRECTION_SAME_DEPARTMENT", _("The session is in this department already.")
        )
    return department


def _correction(
    session: Session, *, author: User, department: Department, asked: CorrectionAsked
) -> Correction:
    message: Message = first_message_get(session_uuid=session.pk)
    lesson_uuid = uuid.uuid5(_LESSONS, str(message.pk))
    earlier = Correction.objects.filter(lesson_uuid=lesson_uuid).order_by("-version").first()
    return Correction.objects.create(
        lesson_uuid=lesson_uuid,
        version=earlier.version + 1 if earlier else 1,
        district_id=session.district_id,
        session=session,
        message=message,
        previous_department_id=session.assigned_department_id,
        right_department=department,
        author=author,
        reason=asked.reason.strip(),
    )
