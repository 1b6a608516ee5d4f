"""Who works in which department (P35, F13)."""

from django.db import transaction
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.accounts.services import LEFT_JOB
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.errors import Invalid
from django_core.base.jobs import job_enqueue
from django_core.base.rights import system_acts
from django_core.departments.models import Department, Membership


class MemberRefused(Invalid):
    """Not a person who can work in this department."""


def member_check(*, user: User, department: Department) -> None:
    """Raise ``MemberRefused`` unless a person can work in a department."""
    if user.kind != UserKind.STAFF or user.district_id != department.district_id:
        raise MemberRefused(
            "MEMBER_REFUSED", _("Only staff of the same district work in a department.")
        )


def membership_add(*, user: User, department: Department, actor: User) -> Membership:
    """Make a member of staff work in a department of their district; raises ``MemberRefused``."""
    member_check(user=user, department=department)
    with system_acts(), transaction.atomic():
        membership, _is_new = Membership.objects.get_or_create(user=user, department=department)
        _member_audit("MEMBERSHIP_ADDED", user=user, department=department, actor=actor)
    return membership


def membership_end(membership: Membership, *, actor: User) -> None:
    """Let somebody work in a department no longer; what they had picked there is given back."""
    user, department = membership.user, membership.department
    with system_acts(), transaction.atomic():
        membership.delete()
        job_enqueue(kind=LEFT_JOB, subject=user.pk)
        _member_audit("MEMBERSHIP_ENDED", user=user, department=department, actor=actor)


def _member_audit(action: str, *, user: User, department: Department, actor: User) -> None:
    audit_record(
        action=action,
        actor=Actor(kind=actor.kind, uuid=actor.pk),
        subject=Subject(kind="USER", uuid=user.pk, district_uuid=user.district_id),
        department_uuid=department.pk,
    )
