"""A person says that the department is right, or gives the first one (P20, P24, P33)."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict, Forbidden
from django_core.conversations.lifecycle import RoutedBy, SessionStatus, Verdict
from django_core.conversations.models import Session
from django_core.conversations.selectors import first_message_get
from django_core.conversations.services import (
    Assignment,
    Seen,
    department_check,
    owner_check,
    session_access,
    session_assign,
    session_verdict_set,
)
from django_core.departments.models import Department
from django_core.feedback.models import Confirmation
from django_core.feedback.services.correct import (
    CorrectionAsked,
    correction_create,
    department_of,
    session_decided,
)
from django_core.routing.selectors import candidate_first

_BY_OPERATOR = "Operator"
_UNROUTED = (SessionStatus.NEEDS_OPERATOR, SessionStatus.ROUTING)


class AlreadyVerified(Conflict):
    """Somebody has said already that the department is right."""


class AlreadyRouted(Conflict):
    """The session has a department: only a correction moves it."""


def session_confirm(author: User, *, seen: Seen) -> Confirmation:
    """Keep that the department is right, so that its owner may answer (P24).

    Raises ``SessionUnknown``, ``Forbidden``, ``SessionNotOwned``, ``AlreadyVerified``.
    """
    if author.kind == UserKind.CITIZEN:
        raise Forbidden("STAFF_ONLY", _("Only staff confirm the routing."))
    with transaction.atomic():
        session = session_access(author, seen=seen)
        department_check(session)
        if author.kind == UserKind.STAFF:
            owner_check(session, actor=author)
        if session.verdict:
            raise AlreadyVerified("ALREADY_VERIFIED", _("This was answered already."))
        session_verdict_set(session, verdict=Verdict.CONFIRMED, actor=author)
        department = session.assigned_department
        if department is None:
            message = "a session in a department has one"
            raise RuntimeError(message)
        return _confirmation(session, author=author, department=department)


def session_route_by_hand(
    author: User, *, session_uuid: uuid.UUID, asked: CorrectionAsked
) -> Session:
    """Give a session of the operator queue its department (P20).

    The first candidate confirms what the pipeline leaned to; any other department corrects it
    and is taught.  Raises ``Forbidden``, ``AlreadyRouted``, ``CorrectionRefused``.
    """
    if author.kind not in (UserKind.OPERATOR, UserKind.SUPERUSER):
        raise Forbidden("OPERATORS_ONLY", _("Only operators route by hand."))
    with session_decided(author, session_uuid=session_uuid, asked=asked) as session:
        if session.status not in _UNROUTED:
            raise AlreadyRouted("SESSION_ALREADY_ROUTED", _("The session has a department."))
        department = department_of(session, asked)
        if candidate_first(session_uuid=session.pk) == department.pk:
            _confirmation(session, author=author, department=department)
        else:
            reason = asked.reason or _BY_OPERATOR
            correction_create(session, author=author, department=department, reason=reason)
        assignment = Assignment(
            department=department,
            routed_by=RoutedBy.OPERATOR,
            message=first_message_get(session_uuid=session.pk),
            actor=author,
        )
        session_assign(session, assignment=assignment)
    return session


def _confirmation(session: Session, *, author: User, department: Department) -> Confirmation:
    """Keep the label, once for a department; a second one of the same is the first."""
    confirmation, _is_new = Confirmation.objects.get_or_create(
        session=session,
        department=department,
        defaults={
            "district_id": session.district_id,
            "message": first_message_get(session_uuid=session.pk),
            "author": author,
        },
    )
    return confirmation
