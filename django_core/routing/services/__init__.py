"""From a claimed job to an applied outcome."""

from django_core.routing.services.callback import (
    callback_tokens_expire,
    outcome_receive,
    progress_receive,
)
from django_core.routing.services.erase import routing_erase
from django_core.routing.services.index import INDEX_HANDLER, departments_index
from django_core.routing.services.outcome import outcome_record
from django_core.routing.services.preview import department_preview
from django_core.routing.services.quarantine import (
    Decided,
    quarantine_decide,
    quarantine_reject,
    quarantine_release,
)
from django_core.routing.services.route import ROUTE_HANDLER, session_route
from django_core.routing.services.spend import tokens_today
from django_core.routing.services.topics import TOPICS

__all__ = [
    "INDEX_HANDLER",
    "ROUTE_HANDLER",
    "TOPICS",
    "Decided",
    "callback_tokens_expire",
    "department_preview",
    "departments_index",
    "outcome_receive",
    "outcome_record",
    "progress_receive",
    "quarantine_decide",
    "quarantine_reject",
    "quarantine_release",
    "routing_erase",
    "session_route",
    "tokens_today",
]
