"""What people say of the routing, and what the router learns from it."""

from django.apps import AppConfig
from typing_extensions import override


class FeedbackConfig(AppConfig):
    """Names the app and registers its kind of job."""

    name = "django_core.feedback"
    label = "feedback"

    @override
    def ready(self) -> None:
        """Make this room answer for teaching jobs."""
        from django_core.accounts.services import eraser_register  # noqa: PLC0415
        from django_core.base.jobs import handler_register  # noqa: PLC0415  # models must be loaded
        from django_core.feedback.services import (  # noqa: PLC0415
            TEACH_HANDLER,
            TEACH_JOB,
            feedback_erase,
        )

        handler_register(TEACH_JOB, TEACH_HANDLER)
        eraser_register(self.label, feedback_erase)
