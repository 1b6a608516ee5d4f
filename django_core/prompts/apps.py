"""Prompt texts and their versions."""

from django.apps import AppConfig


class PromptsConfig(AppConfig):
    """Names the app."""

    name = "django_core.prompts"
    label = "prompts"
