"""Corrections for superusers (P30)."""

from django.contrib import admin

from django_core.base.read_only_admin import ReadOnlyAdmin
from django_core.feedback.models import Correction


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    """Shows corrections."""

    list_display = ("session", "version", "right_department", "teach_state", "created_at")
    list_filter = ("teach_state", "right_department")
    list_select_related = ("session", "right_department")
    fields = ("session", "version", "previous_department", "right_department", "teach_state")
