"""What Prometheus reads from Django: counters of this machine's processes and facts of Postgres."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from typing_extensions import override

from django_core.base.jobs import jobs_waiting
from django_core.base.rights import system_acts
from django_core.conversations.selectors import messages_in_states
from django_core.feedback.selectors import routing_labels


class FactsCollector(Collector):
    """Reads at scrape time what the database knows best."""

    @override
    def collect(self) -> Iterable[Metric]:
        """Yield how many messages are in each state, how old they are, and the waiting jobs."""
        count = GaugeMetricFamily(
            "civic_messages_in_state", "Messages in a state.", labels=["state"]
        )
        age = GaugeMetricFamily(
            "civic_oldest_message_age_seconds",
            "Age of the oldest message that waits in a state.",
            labels=["state"],
        )
        with system_acts():  # It counts rows of everybody, and shows none.
            facts = messages_in_states()
        for fact in facts:
            count.add_metric([fact.state], fact.count)
            age.add_metric([fact.state], fact.oldest_age_s)
        jobs = GaugeMetricFamily("civic_jobs", "Durable jobs.", labels=["kind", "state"])
        for kind, state, number in jobs_waiting():
            jobs.add_metric([kind, state], number)
        return (count, age, jobs, *_labels())


def _labels() -> tuple[GaugeMetricFamily, GaugeMetricFamily]:
    """Return what people said of the routing, from which accuracy and calibration follow (P33)."""
    labels = GaugeMetricFamily(
        "civic_routing_labels",
        "Confirmations and corrections of 30 days, by the department that was chosen.",
        labels=["district", "department", "language", "verdict"],
    )
    confidence = GaugeMetricFamily(
        "civic_routing_confidence",
        "Mean confidence of the router where people said whether it was right, 30 days.",
        labels=["district", "department", "language"],
    )
    with system_acts():
        facts = routing_labels()
    for fact in facts:
        names = [fact.district, fact.department, fact.language]
        labels.add_metric([*names, "right"], fact.right)
        labels.add_metric([*names, "wrong"], fact.wrong)
        confidence.add_metric(names, fact.confidence)
    return labels, confidence


def metrics(_request: HttpRequest) -> HttpResponse:
    """Answer with all metrics in the text format of Prometheus."""
    facts = CollectorRegistry()
    facts.register(FactsCollector())
    counters: CollectorRegistry = REGISTRY
    if settings.METRICS_DIR:
        counters = CollectorRegistry()
        MultiProcessCollector(counters)  # type: ignore[no-untyped-call]  # it ships no types
    body = generate_latest(counters) + generate_latest(facts)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)
