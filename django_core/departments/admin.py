"""Districts and departments for superusers."""

from django.contrib import admin

from django_core.base.read_only_admin import ReadOnlyAdmin
from django_core.departments.models import Department, District


@admin.register(District)
class DistrictAdmin(ReadOnlyAdmin):
    """Shows districts and their rules."""

    list_display = ("code", "name", "number_prefix", "confidence_threshold", "model", "is_active")


@admin.register(Department)
class DepartmentAdmin(ReadOnlyAdmin):
    """Shows departments."""

    list_display = ("code", "district", "is_active")
    list_filter = ("district",)
    list_select_related = ("district",)
