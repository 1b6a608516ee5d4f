"""What somebody worked on who works there no longer goes back to its department (F13, P28)."""

import uuid

from django.db import transaction
from django.db.models import QuerySet

from django_core.base.jobs import JobClaim, JobHandler
from django_core.conversations.lifecycle import SessionStatus
from django_core.conversations.models import Session
from django_core.conversations.services.pick import owner_set
from django_core.conversations.services.records import session_audit
from django_core.departments.selectors import staff_find, staff_uuids_of
from django_core.notifications.models import DeliveryKind
from django_core.notifications.services import deliveries_create


def sessions_give_back(claim: JobClaim) -> None:
    """Release each session whose owner may not work on it any more; safe to run twice."""
    for session_uuid in list(_picked_by(claim.subject).values_list("pk", flat=True)):
        with transaction.atomic():
            rows = _picked_by(claim.subject).filter(pk=session_uuid)
            session = rows.select_for_update(of=("self",)).first()
            if session is not None and not _works_there(claim.subject, session):
                _give_back(session)


def _picked_by(staff_uuid: uuid.UUID) -> QuerySet[Session]:
    return Session.objects.filter(assigned_staff=staff_uuid, status=SessionStatus.ACTIVE)


def _works_there(staff_uuid: uuid.UUID, session: Session) -> bool:
    department_uuid = session.assigned_department_id
    return staff_find(department_uuid=department_uuid, user_uuid=staff_uuid) is not None


def _give_back(session: Session) -> None:
    previous_uuid, department_uuid = session.assigned_staff_id, session.assigned_department_id
    owner_set(session, owner=None)
    session_audit(session, action="SESSION_RELEASED", previous_uuid=previous_uuid, code="LEFT")
    if department_uuid is None:
        return
    deliveries_create(
        message_uuid=session.messages.order_by("-sequence")[0].pk,
        district_uuid=session.district_id,
        kind=DeliveryKind.SESSION_MOVED,
        recipient_uuids=staff_uuids_of(department_uuid=department_uuid),
    )


LEFT_HANDLER = JobHandler(run=sessions_give_back)
