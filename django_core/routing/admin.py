"""Attempts and analyses for superusers; a citizen's words are not shown here (P39)."""

from django.contrib import admin

from django_core.base.read_only_admin import ReadOnlyAdmin
from django_core.routing.models import AIAnalysis, PipelineAttempt


@admin.register(PipelineAttempt)
class PipelineAttemptAdmin(ReadOnlyAdmin):
    """Shows attempts."""

    list_display = ("session", "attempt", "fence", "outcome_kind", "error_code", "started_at")
    list_filter = ("outcome_kind", "error_code")
    list_select_related = ("session",)
    fields = ("session", "attempt", "fence", "outcome_kind", "outcome_source", "error_code")


@admin.register(AIAnalysis)
class AIAnalysisAdmin(ReadOnlyAdmin):
    """Shows analyses."""

    list_display = ("session", "kind", "department", "confidence", "model_answered", "created_at")
    list_filter = ("kind", "is_degraded", "department")
    list_select_related = ("session", "department")
    fields = ("session", "kind", "department", "confidence", "reason_code", "timings")
