"""The versions of the prompt."""

from django.db.models import QuerySet

from django_core.prompts.models import PromptVersion


def prompts_list() -> QuerySet[PromptVersion]:
    """Return all versions, newest first; their texts are the platform's, not a person's."""
    return PromptVersion.objects.order_by("purpose", "-created_at", "-id")
