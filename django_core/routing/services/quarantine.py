"""What a superuser decides about a message that was set aside (P21)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import ApplicationError, Conflict, Forbidden
from django_core.base.jobs import job_enqueue
from django_core.conversations.lifecycle import ROUTE_JOB, CloseReason, SessionStatus
from django_core.conversations.models import Session
from django_core.conversations.services import (
    Seen,
    session_access,
    session_close,
    session_unquarantine,
)
from django_core.conversations.validation import note_check
from django_core.routing.models import InjectionLog, InjectionVerdict
from django_core.routing.services.topics import decision_announce

REASON_CHARS_MAX = 1_000


class NotQuarantined(Conflict):
    """Somebody has decided already, or the session was never set aside."""


def quarantine_release(actor: User, *, seen: Seen, reason: str = "") -> InjectionLog:
    """Let the run go on after the injection stage; the release is a label (P21)."""
    _check(actor, reason=reason)
    with transaction.atomic():
        session, log = _access(actor, seen=seen)
        _decide(log, verdict=InjectionVerdict.RELEASED, actor=actor, reason=reason)
        payload = {"message_uuid": str(log.message_id), "injection_cleared": "true"}
        job_enqueue(kind=ROUTE_JOB, subject=session.pk, payload=payload)
        session_unquarantine(session, message=log.message, actor=actor)
        decision_announce(session, verdict=log.verdict)
    return log


def quarantine_reject(actor: User, *, seen: Seen, reason: str = "") -> InjectionLog:
    """Close the session with a notice (P21)."""
    _check(actor, reason=reason)
    with transaction.atomic():
        session, log = _access(actor, seen=seen)
        _decide(log, verdict=InjectionVerdict.REJECTED, actor=actor, reason=reason)
        session_close(session, reason=CloseReason.REJECTED, actor=actor)
        decision_announce(session, verdict=log.verdict)
    return log


def _check(actor: User, *, reason: str) -> None:
    if actor.kind != UserKind.SUPERUSER:
        raise Forbidden("SUPERUSERS_ONLY", _("Only superusers decide about this."))
    note_check(reason, code="REASON_INVALID", chars_max=REASON_CHARS_MAX)


def _access(actor: User, *, seen: Seen) -> tuple[Session, InjectionLog]:
    session = session_access(actor, seen=seen)
    rows = InjectionLog.objects.filter(session=session, verdict=InjectionVerdict.PENDING)
    log = rows.select_related("message").first()
    if session.status != SessionStatus.QUARANTINED or log is None:
        raise NotQuarantined("NOT_QUARANTINED", _("This is not, or no longer, under review."))
    return session, log


def _decide(log: InjectionLog, *, verdict: InjectionVerdict, actor: User, reason: str) -> None:
    log.verdict = verdict
    log.decided_by, log.decided_at = actor, Now()
    log.decision_reason = reason.strip()
    log.save(update_fields=["verdict", "decided_by", "decided_at", "decision_reason"])


@dataclass(frozen=True)
class Decided:
    """What became of one of many: ``code`` says why it was refused, if it was."""

    session_uuid: uuid.UUID
    code: str | None = None


def quarantine_decide(
    actor: User, *, session_uuids: Iterable[uuid.UUID], verdict: InjectionVerdict, reason: str = ""
) -> list[Decided]:
    """Release or reject many, each in a transaction of its own: one refusal stops no other."""
    _check(actor, reason=reason)
    is_release = verdict == InjectionVerdict.RELEASED
    decide = quarantine_release if is_release else quarantine_reject
    done = []
    for session_uuid in session_uuids:
        try:
            decide(actor, seen=Seen(session_uuid), reason=reason)
            done.append(Decided(session_uuid))
        except ApplicationError as refusal:
            done.append(Decided(session_uuid, code=refusal.code))
    return done
