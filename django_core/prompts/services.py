"""Writing a new version of a prompt, and putting one in force (P17)."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.errors import Forbidden, Invalid, NotFound
from django_core.base.locks import named_lock
from django_core.prompts.models import PromptPurpose, PromptVersion

TEMPLATE_CHARS_MAX = 20_000
# Without these the graph would not use the text, but the one in its code.
PLACES_NEEDED = ("{candidates}", "{message}")
# A version is a row without an id of this kind; entries about prompts name it in their data.
_ALL_PROMPTS = uuid.UUID(int=0)


class TemplateRefused(Invalid):
    """The text cannot be a prompt."""


class PromptUnknown(NotFound):
    """There is no such version."""


def prompt_create(actor: User, *, template: str) -> PromptVersion:
    """Keep a new version, which is not in force yet; raises ``Forbidden``, ``TemplateRefused``."""
    superuser_check(actor)
    missing = [place for place in PLACES_NEEDED if place not in template]
    if missing or "\x00" in template or len(template) > TEMPLATE_CHARS_MAX:
        raise TemplateRefused(
            "TEMPLATE_REFUSED",
            _("The text has no place for the candidates or the message, or is too long."),
            missing=missing,
            chars_max=TEMPLATE_CHARS_MAX,
        )
    with transaction.atomic():
        named_lock("prompts")
        count = PromptVersion.objects.filter(purpose=PromptPurpose.ROUTE).count()
        prompt = PromptVersion.objects.create(
            purpose=PromptPurpose.ROUTE,
            version=f"v{count + 1}",
            template=template,
            author_uuid=actor.pk,
        )
        _audit("PROMPT_CREATED", actor=actor, version=prompt.version)
    return prompt


def prompt_activate(actor: User, *, version: str) -> PromptVersion:
    """Put a version in force; the next run uses it.  Raises ``Forbidden``, ``PromptUnknown``."""
    superuser_check(actor)
    with transaction.atomic():
        named_lock("prompts")
        rows = PromptVersion.objects.filter(purpose=PromptPurpose.ROUTE)
        prompt = rows.filter(version=version).first()
        if prompt is None:
            raise PromptUnknown("PROMPT_NOT_FOUND", _("There is no such version."))
        rows.filter(is_active=True).update(is_active=False)
        prompt.is_active = True
        prompt.save(update_fields=["is_active"])
        _audit("PROMPT_ACTIVATED", actor=actor, version=version)
    return prompt


def prompts_deactivate(actor: User) -> None:
    """Let the text in code be in force again; raises ``Forbidden``."""
    superuser_check(actor)
    with transaction.atomic():
        named_lock("prompts")
        PromptVersion.objects.filter(is_active=True).update(is_active=False)
        _audit("PROMPT_DEACTIVATED", actor=actor, version="")


def superuser_check(actor: User) -> None:
    """Raise ``Forbidden`` unless the actor is a superuser (S5)."""
    if actor.kind != UserKind.SUPERUSER:
        raise Forbidden("SUPERUSERS_ONLY", _("Only superusers do this."))


def _audit(action: str, *, actor: User, version: str) -> None:
    subject = Subject(kind="PROMPT", uuid=_ALL_PROMPTS)
    who = Actor(kind=actor.kind, uuid=actor.pk)
    audit_record(action=action, actor=who, subject=subject, version=version)
