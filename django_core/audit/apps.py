"""Who did what, and who looked at what: written once, never changed."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Names the app."""

    name = "django_core.audit"
    label = "audit"
