"""Sessions and messages: the heart."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """Names the app."""

    name = "django_core.conversations"
    label = "conversations"
