"""What operators decide about corrections: approve one that is held, undo what was learned."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.errors import Conflict, Forbidden
from django_core.base.jobs import job_enqueue
from django_core.conversations.models import Session
from django_core.feedback.models import Correction, TeachState
from django_core.feedback.selectors import (
    CorrectionUnknown,
    correction_get,
    corrections_visible,
    influenced_list,
)
from django_core.feedback.services.teach import TEACH_JOB

_REVIEWERS = (UserKind.OPERATOR, UserKind.SUPERUSER)


class CorrectionDecided(Conflict):
    """The correction is not in a state in which this can be done."""


@dataclass(frozen=True)
class Undone:
    """A correction that no longer counts, and the sessions whose routing it had a vote in."""

    correction: Correction
    influenced: list[Session]


def correction_approve(actor: User, *, correction_uuid: uuid.UUID) -> Correction:
    """Let a held correction count after all (P31).

    Raises ``Forbidden``, ``CorrectionUnknown``, ``CorrectionDecided``.
    """
    if actor.kind not in _REVIEWERS:
        raise Forbidden("OPERATORS_ONLY", _("Only operators decide about this."))
    with transaction.atomic():
        correction = _locked(actor, correction_uuid=correction_uuid)
        if correction.teach_state != TeachState.HELD or correction.undone_at:
            raise CorrectionDecided("CORRECTION_NOT_HELD", _("It waits for nobody."))
        _save(correction, teach_state=TeachState.PENDING, approved_at=Now(), approved_by=actor)
        _audit(correction, action="CORRECTION_APPROVED", actor=actor)
        job_enqueue(kind=TEACH_JOB, subject=correction.lesson_uuid)
    return correction_get(actor, correction_uuid=correction_uuid)


def correction_undo(actor: User, *, correction_uuid: uuid.UUID) -> Undone:
    """Take a correction back: its point goes, and what it influenced is listed (P32).

    The session stays where it is.  Staff undo their own corrections, operators all of their
    district.  Raises ``Forbidden``, ``CorrectionUnknown``, ``CorrectionDecided``.
    """
    with transaction.atomic():
        correction = _locked(actor, correction_uuid=correction_uuid)
        if correction.undone_at:
            raise CorrectionDecided("CORRECTION_UNDONE", _("It was undone already."))
        _undo(correction, actor=actor)
    correction = correction_get(actor, correction_uuid=correction_uuid)
    return Undone(correction, influenced_list(actor, correction=correction))


def corrections_undo_of(actor: User, *, author_uuid: uuid.UUID) -> int:
    """Take back, in one step, all that an author has taught; returns how many (S24).

    Raises ``Forbidden``, ``CorrectionUnknown`` when there is nothing of this author to undo.
    """
    if actor.kind not in _REVIEWERS:
        raise Forbidden("OPERATORS_ONLY", _("Only operators decide about this."))
    with transaction.atomic():
        rows = corrections_visible(actor).filter(author=author_uuid, undone_at=None)
        corrections = list(rows.order_by("uuid").select_for_update(of=("self",)))
        for correction in corrections:
            _undo(correction, actor=actor)
    if not corrections:
        raise CorrectionUnknown("CORRECTION_NOT_FOUND", _("There is no such correction."))
    return len(corrections)


def _locked(actor: User, *, correction_uuid: uuid.UUID) -> Correction:
    rows = corrections_visible(actor).filter(pk=correction_uuid)
    correction = rows.select_for_update(of=("self",)).first()
    if correction is None:
        raise CorrectionUnknown("CORRECTION_NOT_FOUND", _("There is no such correction."))
    return correction


def _undo(correction: Correction, *, actor: User) -> None:
    _save(correction, undone_at=Now(), undone_by=actor)
    _audit(correction, action="CORRECTION_UNDONE", actor=actor)
    job_enqueue(kind=TEACH_JOB, subject=correction.lesson_uuid)


def _save(correction: Correction, **fields: object) -> None:
    Correction.objects.filter(pk=correction.pk).update(**fields)


def _audit(correction: Correction, *, action: str, actor: User) -> None:
    subject = Subject(kind="CORRECTION", uuid=correction.pk, district_uuid=correction.district_id)
    audit_record(
        action=action,
        subject=subject,
        actor=Actor(kind=actor.kind, uuid=actor.pk),
        session_uuid=correction.session_id,
    )
