"""Which topics of this room somebody may hear: the operator queue, and what was set aside."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.errors import Forbidden
from django_core.conversations.models import Session
from django_core.conversations.services import operators_group
from django_core.departments.selectors import district_find
from django_core.realtime.publish import event_announce
from django_core.realtime.topics import Place, Topic
from django_core.routing.models import InjectionLog

QUARANTINE_GROUP = "quarantine"
ROUTE = "ws/v1 quarantine"


def operators_enter(person: User, rest: str) -> Place:
    """Let an operator hear the queue of the own district, and a superuser any (P36)."""
    district = district_find(code=rest)
    is_above = person.kind in (UserKind.OPERATOR, UserKind.SUPERUSER)
    is_own = district is not None and person.district_id in (None, district.pk)
    if district is None or not is_above or not is_own:
        raise Forbidden("OPERATORS_ONLY", _("Only operators see this queue."))
    return Place(group=operators_group(district.pk))


def quarantine_enter(person: User, _rest: str) -> Place:
    """Let a superuser hear what is set aside (P21, S28)."""
    if person.kind != UserKind.SUPERUSER:
        raise Forbidden("SUPERUSERS_ONLY", _("Only superusers see what was set aside."))
    return Place(group=QUARANTINE_GROUP)


def alert_announce(log: InjectionLog, *, session: Session) -> None:
    """Tell superusers on commit that a message was set aside; its words stay here (P21)."""
    alert = {"kind": "injection.alert", "log_uuid": str(log.pk), "number": session.number}
    event_announce(QUARANTINE_GROUP, alert)


def decision_announce(session: Session, *, verdict: str) -> None:
    """Tell superusers on commit that one of them has decided."""
    told = {"kind": "queue.changed", "session_uuid": str(session.pk), "number": session.number}
    event_announce(QUARANTINE_GROUP, {**told, "change": verdict.lower()})


def alert_fill(person: User, event: dict[str, Any]) -> dict[str, Any]:
    """Return an alert with its words, and write down that the superuser sees them (S6)."""
    if event["kind"] != "injection.alert":
        return event
    with transaction.atomic():
        rows = InjectionLog.objects.select_related("message")
        log = rows.get(pk=UUID(event["log_uuid"]))
        audit_record(
            action="PERSONAL_DATA_SEEN",
            actor=Actor(kind=person.kind, uuid=person.pk),
            subject=Subject(kind="ROUTE", uuid=log.session_id),
            route=ROUTE,
        )
    return {
        "kind": "injection.alert",
        "session_uuid": log.session_id,
        "number": event["number"],
        "message_uuid": log.message_id,
        "citizen_uuid": log.citizen_id,
        "text": log.message.text,
        "risk_score": log.risk_score,
        "matched": log.matched,
    }


TOPICS = (
    Topic("operators", operators_enter, is_list=True),
    Topic("quarantine", quarantine_enter, fill=alert_fill),
)
