"""Making and changing districts and departments (P28, Q2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.errors import Conflict, Forbidden, Invalid
from django_core.departments.models import Department, DepartmentText, District, TextLanguage
from django_core.departments.selectors import department_run_by, district_run_by
from django_core.departments.services.index import texts_changed


class CodeTaken(Conflict):
    """There is a district or a department with this code or prefix already."""


class TextsIncomplete(Invalid):
    """A department is described once in each language."""


@dataclass(frozen=True)
class DistrictAsked:
    """A district to be made."""

    code: str
    name: str
    number_prefix: str


@dataclass(frozen=True)
class TextAsked:
    """What a department is called and does, in one language."""

    language: str
    name: str
    description: str
    wordings: list[str] = field(default_factory=list)


def district_create(actor: User, *, asked: DistrictAsked) -> District:
    """Create a district with the usual rules; raises ``Forbidden``, ``CodeTaken``."""
    superuser_check(actor)
    try:
        with transaction.atomic():
            district = District.objects.create(
                code=asked.code, name=asked.name, number_prefix=asked.number_prefix
            )
            _audit("DISTRICT_CREATED", actor=actor, district=district)
    except IntegrityError as error:
        raise _taken() from error
    district.refresh_from_db()
    return district


def district_change(actor: User, *, code: str, rules: Mapping[str, object]) -> District:
    """Change a district's rules and write down which; raises ``Forbidden``, ``DistrictMissing``."""
    superuser_check(actor)
    with transaction.atomic():
        district = district_run_by(actor, code=code)
        before = {name: getattr(district, name) for name in rules}
        for name, value in rules.items():
            setattr(district, name, value)
        if rules:
            district.save(update_fields=list(rules))
        changed = {name: [before[name], value] for name, value in rules.items()}
        _audit("DISTRICT_CHANGED", actor=actor, district=district, changed=changed)
    return district


def department_create(
    actor: User, *, district: str, code: str, texts: Iterable[TextAsked]
) -> Department:
    """Create a department and let the index know it; raises ``TextsIncomplete``, ``CodeTaken``."""
    superuser_check(actor)
    place, texts = district_run_by(actor, code=district), list(texts)
    if {text.language for text in texts} != set(TextLanguage.values):
        raise TextsIncomplete("TEXTS_INCOMPLETE", _("Please describe it in both languages."))
    try:
        with transaction.atomic():
            department = Department.objects.create(district=place, code=code)
            _texts_set(department, texts)
            texts_changed(place)
            _audit("DEPARTMENT_CREATED", actor=actor, district=place, department=department)
    except IntegrityError as error:
        raise _taken() from error
    return department_run_by(actor, district=district, code=code)


def department_change(
    actor: User,
    *,
    department: Department,
    texts: Iterable[TextAsked] = (),
    is_active: bool | None = None,
) -> Department:
    """Change a department that the actor runs; the index follows.  Closing is for superusers."""
    if is_active is not None:
        superuser_check(actor)
    with transaction.atomic():
        _texts_set(department, texts)
        if is_active is not None:
            Department.objects.filter(pk=department.pk).update(is_active=is_active)
        texts_changed(department.district)
        _audit(
            "DEPARTMENT_CHANGED",
            actor=actor,
            district=department.district,
            department=department,
            is_active=is_active,
        )
    return department_run_by(actor, district=department.district.code, code=department.code)


def superuser_check(actor: User) -> None:
    """Raise ``Forbidden`` unless the actor is a superuser (S5)."""
    if actor.kind != UserKind.SUPERUSER:
        raise Forbidden("SUPERUSERS_ONLY", _("Only superusers do this."))


def _texts_set(department: Department, texts: Iterable[TextAsked]) -> None:
    for text in texts:
        DepartmentText.objects.update_or_create(
            department=department,
            language=text.language,
            defaults={
                "name": text.name,
                "description": text.description,
                "wordings": list(text.wordings),
            },
        )


def _taken() -> CodeTaken:
    return CodeTaken("CODE_TAKEN", _("This code or prefix is taken."))


def _audit(
    action: str,
    *,
    actor: User,
    district: District,
    department: Department | None = None,
    **data: object,
) -> None:
    subject = Subject(
        kind="DEPARTMENT" if department else "DISTRICT",
        uuid=department.pk if department else district.pk,
        district_uuid=district.pk,
    )
    audit_record(
        action=action, actor=Actor(kind=actor.kind, uuid=actor.pk), subject=subject, **data
    )
