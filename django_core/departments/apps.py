"""Districts, their departments in Uzbek and Russian, and who works where."""

from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    """Names the app."""

    name = "django_core.departments"
    label = "departments"
