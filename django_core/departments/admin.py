"""Districts, departments, and who works where, for superusers."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from django_core.accounts.models import User, UserKind
from django_core.accounts.selectors import actor_of
from django_core.base.errors import ApplicationError
from django_core.base.read_only_admin import ReadOnlyAdmin
from django_core.departments import services
from django_core.departments.models import Department, District, Membership


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


class MembershipForm(ModelForm):  # type: ignore[type-arg]  # Django has no such brackets
    """Who begins to work where."""

    class Meta:
        model = Membership
        fields = ("user", "department")

    @override
    def clean(self) -> dict[str, Any]:
        """Refuse what the service would refuse, beside the form's fields."""
        data: dict[str, Any] = super().clean() or {}
        try:
            if "user" in data and "department" in data:
                services.member_check(user=data["user"], department=data["department"])
        except ApplicationError as refusal:
            raise ValidationError(refusal.message) from refusal
        return data


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Shows who works where; lets people begin and end."""

    list_display = ("user", "department", "created_at")
    list_filter = ("department__district", "department")
    list_select_related = ("user", "department__district")
    search_fields = ("user__username",)
    form = MembershipForm
    actions = ("end",)

    @override
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return that people can begin here."""
        return True

    @override
    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer active staff only."""
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(kind=UserKind.STAFF, is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @override
    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """Let somebody begin."""
        data = form.cleaned_data
        made = services.membership_add(
            user=data["user"], department=data["department"], actor=actor_of(request)
        )
        obj.pk = made.pk

    @admin.action(description=_("End: no longer works there"))
    def end(self, request: HttpRequest, memberships: QuerySet[Membership]) -> None:
        """End the chosen memberships."""
        for membership in memberships:
            services.membership_end(membership, actor=actor_of(request))
