"""What Prometheus reads from Django: counters of this machine's processes and facts of Postgres."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from django_core.base.facts import database_connections, database_connections_max, job_overdue_s
from django_core.base.jobs import job_kinds
from django_core.base.metrics import counters_registry
from django_core.base.models import ACTIVE, JobState
from django_core.base.pipeline import jobs_waiting
from django_core.base.rights import system_acts
from django_core.conversations.selectors import (
    messages_in_states,
    sessions_in_statuses,
    sessions_overdue,
    waiting_longest,
)
from django_core.feedback.selectors import routing_labels
from django_core.notifications.selectors import deliveries_waiting
from django_core.routing.services import tokens_today


class FactsCollector(Collector):
    """Reads at scrape time what the database knows best."""

    @override
    def collect(self) -> Iterable[Metric]:
        """Yield what waits and for how long, what was said of the routing, and what it cost."""
        with system_acts():  # It counts rows of everybody, and shows none.
            return (*_messages(), *_sessions(), *_queues(), *_labels(), *_tokens(), *_database())


def _gauge(name: str, told: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"civic_{name}", told, labels=labels)


def _single(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"civic_{name}", told, value=value)


def _messages() -> Iterator[GaugeMetricFamily]:
    count = _gauge("messages_in_state", "Messages in a state.", "state")
    age = _gauge(
        "oldest_message_age_seconds", "Age of the oldest message that waits in a state.", "state"
    )
    for fact in messages_in_states():
        count.add_metric([fact.state], fact.count)
        age.add_metric([fact.state], fact.oldest_age_s)
    yield from (count, age)


def _sessions() -> Iterator[GaugeMetricFamily]:
    sessions = _gauge("sessions", "Sessions that are not closed.", "status")
    for status, count in sessions_in_statuses().items():
        sessions.add_metric([status], count)
    yield sessions
    yield _single("sessions_overdue", "Open sessions not answered in time.", sessions_overdue())
    waiting = waiting_longest()
    told = "Age of the oldest message whose run has not ended, from when it was saved."
    yield _single("oldest_unrouted_message_age_seconds", told, waiting.unrouted_s)
    told = "How late the session is that should have closed first."
    yield _single("clocks_late_seconds", told, waiting.clocks_late_s)


def _queues() -> Iterator[GaugeMetricFamily]:
    jobs = _gauge("jobs", "Durable jobs.", "kind", "state")
    counts: dict[tuple[str, str], int]
    counts = {(kind, state): 0 for kind in job_kinds() for state in (*ACTIVE, JobState.DEAD)}
    counts |= {(kind, state): number for kind, state, number in jobs_waiting()}
    for (kind, state), number in counts.items():
        jobs.add_metric([kind, state], number)
    yield jobs
    told = "For how long the oldest job has been due and unclaimed."
    yield _single("oldest_due_job_age_seconds", told, job_overdue_s())
    count, age_s = deliveries_waiting()
    yield _single("deliveries_waiting", "Deliveries that wait for the sender.", count)
    told = "For how long the oldest delivery has been due."
    yield _single("oldest_due_delivery_age_seconds", told, age_s)


def _labels() -> Iterator[GaugeMetricFamily]:
    """Yield what people said of the routing, from which accuracy and calibration follow (P33)."""
    names = ("district", "department", "language")
    told = "Confirmations and corrections of 30 days, by the department that was chosen."
    labels = _gauge("routing_labels", told, *names, "verdict")
    told = "Mean confidence of the router where people said whether it was right, 30 days."
    confidence = _gauge("routing_confidence", told, *names)
    for fact in routing_labels():
        chosen = [fact.district, fact.department, fact.language]
        labels.add_metric([*chosen, "right"], fact.right)
        labels.add_metric([*chosen, "wrong"], fact.wrong)
        confidence.add_metric(chosen, fact.confidence)
    yield from (labels, confidence)


def _tokens() -> Iterator[GaugeMetricFamily]:
    spent = _gauge("model_tokens_today", "Tokens of a district's models today.", "district")
    most = _gauge("model_tokens_per_day_max", "Most of them that a day may cost.", "district")
    for district, tokens, tokens_max in tokens_today():
        spent.add_metric([district], tokens)
        most.add_metric([district], tokens_max)
    yield from (spent, most)


def _database() -> Iterator[GaugeMetricFamily]:
    connections = _gauge("database_connections", "Connections to the database.", "state")
    for state, count in database_connections().items():
        connections.add_metric([state], count)
    yield connections
    told = "Connections that the database server takes."
    yield _single("database_connections_max", told, database_connections_max())


def metrics(_request: HttpRequest) -> HttpResponse:
    """Answer with all metrics in the text format of Prometheus."""
    facts = CollectorRegistry()
    facts.register(FactsCollector())
    body = generate_latest(counters_registry()) + generate_latest(facts)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)
