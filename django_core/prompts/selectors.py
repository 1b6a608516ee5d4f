"""Which prompt is in force."""

from django.db.models import QuerySet

from django_core.prompts.models import PromptPurpose, PromptVersion


def prompt_active_get(*, purpose: PromptPurpose) -> PromptVersion | None:
    """Return the active version, or nothing: then the graph uses the text in its code (P17)."""
    return PromptVersion.objects.filter(purpose=purpose, is_active=True).first()


def prompts_list() -> QuerySet[PromptVersion]:
    """Return all versions, newest first; their texts are the platform's, not a person's."""
    return PromptVersion.objects.order_by("purpose", "-created_at", "-id")
