"""Prompt versions for superusers (P17)."""

from django.contrib import admin

from django_core.base.read_only_admin import ReadOnlyAdmin
from django_core.prompts.models import PromptVersion


@admin.register(PromptVersion)
class PromptVersionAdmin(ReadOnlyAdmin):
    """Shows versions."""

    list_display = ("purpose", "version", "is_active", "created_at")
    list_filter = ("purpose", "is_active")
