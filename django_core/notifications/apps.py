"""What must reach a person."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Names the app."""

    name = "django_core.notifications"
    label = "notifications"
