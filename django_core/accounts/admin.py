"""People for superusers: the door of the admin site, officials, signing out everywhere."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.forms import AuthenticationForm  # type: ignore[import-untyped]  # it ships no types

from django_core.accounts import services
from django_core.accounts.models import User, UserKind
from django_core.accounts.selectors import actor_of
from django_core.base.clock import database_now
from django_core.base.errors import ApplicationError
from django_core.base.read_only_admin import ReadOnlyAdmin

OFFICIALS = [choice for choice in UserKind.choices if choice[0] != UserKind.CITIZEN]


class AdminSignInForm(AuthenticationForm):  # type: ignore[misc]  # its base has no types
    """Name, password and the authenticator's code: the same proof as at the API (S14)."""

    code = forms.CharField(
        max_length=20,
        required=False,
        label=_("Code of your authenticator"),
        widget=forms.TextInput(attrs={"form": "login-form", "autocomplete": "one-time-code"}),
    )

    @override
    def clean(self) -> dict[str, Any]:
        """Sign the person in as the API does; Django's own sign-in then finds them there."""
        data: dict[str, Any] = self.cleaned_data
        credentials = services.Credentials(
            username=data.get("username", ""),
            password=data.get("password", ""),
            code=data.get("code", ""),
        )
        try:
            user = services.sign_in(self.request, credentials=credentials, now=database_now())
        except ApplicationError as refusal:
            raise ValidationError(refusal.message) from refusal
        self.confirm_login_allowed(user)
        self.user_cache = user
        return data


class OfficialForm(ModelForm):  # type: ignore[type-arg]  # Django has no such brackets
    """A new official; the second factor is made by the service and shown once."""

    kind = forms.ChoiceField(choices=OFFICIALS)
    password = forms.CharField(widget=forms.PasswordInput)

    class Meta:
        model = User
        fields = ("username", "kind", "name", "district", "password")


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Shows people without their phones; makes officials; signs people out."""

    list_display = ("username", "kind", "district", "is_active", "created_at")
    list_filter = ("kind", "district", "is_active")
    list_select_related = ("district",)
    search_fields = ("username",)
    fields = ("username", "kind", "name", "district", "language", "is_active", "created_at")
    actions = ("sign_out_everywhere", "second_factor_remove", "switch_off", "switch_on")

    @override
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return that officials can be made here."""
        return True

    @override
    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the form for a new official, or the fields that are only shown."""
        if obj is None:
            return OfficialForm
        return super().get_form(request, obj, **kwargs)

    @override
    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields of whichever form it is."""
        return OfficialForm.Meta.fields if obj is None else self.fields

    @override
    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """Create the official and show what goes into their authenticator, once."""
        data = form.cleaned_data
        district = data["district"]
        newcomer = services.Newcomer(
            username=data["username"],
            kind=UserKind(data["kind"]),
            password=data["password"],
            name=data["name"],
            district_uuid=district.pk if district else None,
        )
        user, made = services.person_create(newcomer, actor=actor_of(request))
        obj.pk = user.pk
        shown = _("Shown once. Authenticator: %(uri)s. On paper: %(codes)s")
        codes = " ".join(made.recovery_codes)
        messages.warning(request, shown % {"uri": made.uri, "codes": codes})

    @admin.action(description=_("Sign out everywhere"))
    def sign_out_everywhere(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """End all sessions of the chosen people."""
        for user in people:
            services.sign_ins_end(user, actor=actor_of(request))

    @admin.action(description=_("Switch off: no access from now on"))
    def switch_off(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Take all access from the chosen people."""
        for user in people:
            try:
                services.person_switch_off(user, actor=actor_of(request))
            except ApplicationError as refusal:
                messages.error(request, refusal.message)

    @admin.action(description=_("Switch on again"))
    def switch_on(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Let the chosen people sign in again."""
        for user in people:
            services.person_switch_on(user, actor=actor_of(request))

    @admin.action(description=_("Remove a lost second factor"))
    def second_factor_remove(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Let the chosen people set up another authenticator at their next sign-in."""
        for user in people:
            services.second_factor_remove(user, actor=actor_of(request))


admin.site.login_form = AdminSignInForm
admin.site.login_template = "accounts/admin_login.html"
admin.site.unregister(Group)
