"""Which prompt is in force."""

from django_core.prompts.models import PromptPurpose, PromptVersion


def prompt_active_get(*, purpose: PromptPurpose) -> PromptVersion | None:
    """Return the active version, or nothing: then the graph uses the text in its code (P17)."""
    return PromptVersion.objects.filter(purpose=purpose, is_active=True).first()
