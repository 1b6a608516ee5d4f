"""The room without domain words: jobs, errors, doors' common parts."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Names the app."""

    name = "django_core.base"
    label = "base"
