"""Erasing a citizen: who they were at once, what they wrote by a job of all rooms (S29).

Sums, states and times stay, because they name nobody.  Rooms above this one register what they
keep of a person; each eraser may be called twice.
"""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import PhoneCode, SignIn, User, UserKind
from django_core.accounts.services.records import person_audit
from django_core.base.errors import Conflict
from django_core.base.jobs import JobClaim, JobHandler, job_enqueue
from django_core.base.rights import system_acts

ERASE_JOB = "ERASE"
Eraser = Callable[[uuid.UUID], None]
_erasers: dict[str, Eraser] = {}


class EraseRefused(Conflict):
    """The person is no citizen, or what they wrote must be kept."""


def eraser_register(room: str, eraser: Eraser) -> None:
    """Let a room forget what it keeps of a person, given their id; safe to call twice."""
    _erasers[room] = eraser


def citizen_erase(citizen: User, *, actor: User) -> None:
    """Make a citizen nobody at once and let every room forget them (S29).

    Raises ``EraseRefused`` for officials, whose deeds stay on record, and under a legal hold.
    """
    with system_acts(), transaction.atomic():
        row = User.objects.select_for_update().get(pk=citizen.pk)
        if row.kind != UserKind.CITIZEN:
            raise EraseRefused("NOT_A_CITIZEN", _("Only citizens are erased."))
        if row.is_on_legal_hold:
            raise EraseRefused("LEGAL_HOLD", _("What this person wrote must be kept."))
        _person_forget(row)
        job_enqueue(kind=ERASE_JOB, subject=row.pk)
        person_audit(row, action="CITIZEN_ERASED", actor=actor)


def legal_hold_set(citizen: User, *, is_on: bool, actor: User) -> None:
    """Forbid that a citizen is erased, or allow it again."""
    with system_acts(), transaction.atomic():
        User.objects.filter(pk=citizen.pk).update(is_on_legal_hold=is_on)
        person_audit(citizen, action="LEGAL_HOLD_SET", actor=actor, is_on=is_on)


def _person_forget(row: User) -> None:
    if row.phone:
        PhoneCode.objects.filter(phone=row.phone).delete()
    SignIn.objects.filter(user=row).delete()
    row.username = f"erased-{row.pk.hex}"
    row.name, row.phone, row.is_active = "", None, False
    row.last_login, row.erased_at = None, Now()
    row.set_unusable_password()
    row.save()


def _everywhere_erase(claim: JobClaim) -> None:
    """Call every eraser; one that cannot yet makes the job come again."""
    for eraser in _erasers.values():
        eraser(claim.subject)


ERASE_HANDLER = JobHandler(run=_everywhere_erase)
