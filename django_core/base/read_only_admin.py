"""Admin pages that only show: what changes a fact is a service, never a form."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from typing_extensions import override
from unfold.admin import ModelAdmin  # type: ignore[import-untyped]  # it ships no types


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[misc]  # its base has no types
    """A page where nothing can be added, changed or removed."""

    show_full_result_count = False

    @override
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return that nothing can be added."""
        return False

    @override
    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return that nothing can be changed."""
        return False

    @override
    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Return that nothing can be removed."""
        return False
