"""A citizen says that the department is not the right one; people are told, nothing moves."""

from django.db import transaction
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Conflict
from django_core.base.rights import system_acts
from django_core.conversations.models import Objection, Session
from django_core.conversations.selectors import first_message_get
from django_core.conversations.services.access import (
    Seen,
    department_check,
    kind_check,
    session_access,
)
from django_core.conversations.services.records import session_audit, session_events_save
from django_core.conversations.validation import note_check
from django_core.departments.selectors import operator_uuids_of, staff_uuids_of
from django_core.notifications.models import DeliveryKind
from django_core.notifications.services import deliveries_create
from django_core.realtime.publish import NewEvent

REASON_CHARS_MAX = 1_000


class ObjectionRefused(Conflict):
    """The citizen has said so of this department already."""


def session_object(citizen: User, *, seen: Seen, reason: str = "") -> Objection:
    """Keep that the citizen thinks another department is right, and tell who can decide.

    Raises ``SessionUnknown``, ``SessionNotInDepartment``, ``ObjectionRefused``.
    """
    kind_check(citizen, UserKind.CITIZEN)
    note_check(reason, code="REASON_INVALID", chars_max=REASON_CHARS_MAX)
    with transaction.atomic():
        session = session_access(citizen, seen=seen)
        department_check(session)
        department = session.assigned_department
        if department is None:
            message = "a session in a department has one"
            raise RuntimeError(message)
        if Objection.objects.filter(session=session, department=department).exists():
            raise ObjectionRefused("ALREADY_OBJECTED", _("You have told us already."))
        objection = Objection.objects.create(
            session=session,
            district_id=session.district_id,
            department=department,
            citizen=citizen,
            reason=reason.strip(),
        )
        _tell(session)
        session_events_save(session, events=[NewEvent()])  # Open tabs show that it is disputed.
        session_audit(
            session, action="ROUTING_DISPUTED", actor=citizen, department_uuid=department.pk
        )
    return objection


def _tell(session: Session) -> None:
    """Tell the owner or the department, and the operators, who may correct at any time."""
    owner, department = session.assigned_staff_id, session.assigned_department_id
    with system_acts():  # The citizen needs not know who works there.
        people = operator_uuids_of(district_uuid=session.district_id)
        if owner:
            people.append(owner)
        elif department:
            people += staff_uuids_of(department_uuid=department)
        message_uuid = first_message_get(session_uuid=session.pk).pk
    deliveries_create(
        message_uuid=message_uuid,
        district_uuid=session.district_id,
        kind=DeliveryKind.SESSION_DISPUTED,
        recipient_uuids=people,
    )
