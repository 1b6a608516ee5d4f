"""People: citizens, staff, operators, superusers."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app."""

    name = "django_core.accounts"
    label = "accounts"
