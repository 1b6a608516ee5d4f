"""Durable jobs for superusers: what waits, what died and why."""

from django.contrib import admin

from django_core.base.models import Job
from django_core.base.read_only_admin import ReadOnlyAdmin


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Shows jobs."""

    list_display = ("kind", "subject", "state", "attempts", "due_at", "error_code", "created_at")
    list_filter = ("state", "kind")
    search_fields = ("subject",)
