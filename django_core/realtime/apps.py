"""Live events: what changes is told to every open tab that may see it."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    """Names the app."""

    name = "django_core.realtime"
    label = "realtime"
