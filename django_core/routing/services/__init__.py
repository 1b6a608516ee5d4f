"""From a claimed job to an applied outcome."""

from django_core.routing.services.callback import callback_tokens_expire, outcome_receive
from django_core.routing.services.index import departments_index
from django_core.routing.services.outcome import outcome_record
from django_core.routing.services.quarantine import quarantine_reject, quarantine_release
from django_core.routing.services.route import ROUTE_HANDLER, session_route
from django_core.routing.services.topics import TOPICS

__all__ = [
    "ROUTE_HANDLER",
    "TOPICS",
    "callback_tokens_expire",
    "departments_index",
    "outcome_receive",
    "outcome_record",
    "quarantine_reject",
    "quarantine_release",
    "session_route",
]
