"""The audit log for superusers (P39)."""

from django.contrib import admin

from django_core.audit.models import AuditEntry
from django_core.base.read_only_admin import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Shows entries, the last ones first."""

    list_display = ("happened_at", "action", "actor_kind", "actor_uuid", "subject_uuid")
    list_filter = ("action", "actor_kind")
    search_fields = ("subject_uuid", "actor_uuid")
    ordering = ("-id",)
