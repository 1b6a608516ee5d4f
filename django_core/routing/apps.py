"""The room between the sessions and the graph."""

from django.apps import AppConfig
from typing_extensions import override


class RoutingConfig(AppConfig):
    """Names the app and registers its kinds of jobs, its topics and what it forgets of a person."""

    name = "django_core.routing"
    label = "routing"

    @override
    def ready(self) -> None:
        """Make this room answer for routing jobs and its topics."""
        from django_core.accounts.services import eraser_register  # noqa: PLC0415
        from django_core.base.jobs import handler_register  # noqa: PLC0415  # models must be loaded
        from django_core.conversations.lifecycle import ROUTE_JOB  # noqa: PLC0415
        from django_core.departments.services import INDEX_JOB  # noqa: PLC0415
        from django_core.realtime.topics import topic_register  # noqa: PLC0415
        from django_core.routing.services import (  # noqa: PLC0415
            INDEX_HANDLER,
            ROUTE_HANDLER,
            TOPICS,
            routing_erase,
        )

        handler_register(ROUTE_JOB, ROUTE_HANDLER)
        handler_register(INDEX_JOB, INDEX_HANDLER)
        eraser_register(self.label, routing_erase)
        for topic in TOPICS:
            topic_register(topic)
