"""k8s.dashboards: what citizens and staff feel: SLO, waiting, outcomes, quality."""

from k8s.dashboards.model import (
    Board,
    Kind,
    Panel,
    Query,
    Row,
    Unit,
    fact,
    quantile,
    rate,
    ratio,
)

APPLIED = "civic_outcomes_applied_total"
_WITH_REASON = 'civic_decisions_total{reason!="NONE"}'
END_TO_END = "civic_message_end_to_end_seconds"
HTTP = "civic_http_request_duration_seconds"
# What people ask; probes and Prometheus would dilute it.
ASKED = 'route!~"health/.*|metrics"'
LABELS = "civic_routing_labels"
LABEL_NAMES = ("district", "department", "language")
_WRONG = fact(f'{LABELS}{{verdict="wrong"}}', *LABEL_NAMES)
_SAID = f"sum by ({', '.join(LABEL_NAMES)}) ({fact(LABELS, *LABEL_NAMES, 'verdict')})"
_RIGHT_SHARE = f"(1 - sum({_WRONG}) / sum({_SAID}))"
_SURE = f"sum({fact('civic_routing_confidence', *LABEL_NAMES)} * {_SAID}) / sum({_SAID})"


def _burn(slo: str, budget: float) -> tuple[Query, ...]:
    windows = ("5m", "30m", "1h", "6h", "3d")
    return tuple(Query(f"{slo}:ratio_rate{window} / {budget}", window) for window in windows)


SLO = Row(
    "SLO and burn rate",
    (
        Panel(
            "Messages with an outcome within 30 s, 7 days",
            (
                Query(
                    f'sum(increase({END_TO_END}_bucket{{le="30.0"}}[7d]))'
                    f" / sum(increase({END_TO_END}_count[7d]))",
                    "in time",
                ),
            ),
            Unit.SHARE,
            Kind.NUMBER,
            "The objective is 99 % of a month.",
        ),
        Panel(
            "Answers of the API without a fault of ours, 7 days",
            (
                Query(
                    "1 - "
                    + ratio(
                        f'increase({HTTP}_count{{status="5xx", {ASKED}}}[7d])',
                        f"increase({HTTP}_count{{{ASKED}}}[7d])",
                    ),
                    "good",
                ),
            ),
            Unit.SHARE,
            Kind.NUMBER,
            "The objective is 99.5 % of a month.",
        ),
        Panel(
            "Burn rate of routing in time",
            _burn("civic:routing_late", 0.01),
            told="1 spends the budget in exactly 30 days; 14.4 in two days.",
            warns_at=14.4,
        ),
        Panel(
            "Burn rate of the API",
            _burn("civic:api_errors", 0.005),
            told="1 spends the budget in exactly 30 days; 14.4 in two days.",
            warns_at=14.4,
        ),
    ),
)

WAITING = Row(
    "Oldest unrouted message",
    (
        Panel(
            "Oldest unrouted message",
            (Query(fact("civic_oldest_unrouted_message_age_seconds"), "age"),),
            Unit.SECONDS,
            told="From its saving to now, whatever was tried since. Alerts at two minutes.",
            warns_at=120,
        ),
        Panel(
            "Messages by state",
            (Query(fact("civic_messages_in_state", "state"), "{{state}}"),),
            kind=Kind.STACKED,
        ),
        Panel(
            "Oldest message by state",
            (Query(fact("civic_oldest_message_age_seconds", "state"), "{{state}}"),),
            Unit.SECONDS,
        ),
        Panel(
            "Outbox: jobs",
            (Query(fact("civic_jobs", "kind", "state"), "{{kind}} {{state}}"),),
            kind=Kind.STACKED,
            told="Queued and running rows of the one outbox; DEAD ones were given up.",
        ),
        Panel(
            "Oldest due job and delivery",
            (
                Query(fact("civic_oldest_due_job_age_seconds"), "job"),
                Query(fact("civic_oldest_due_delivery_age_seconds"), "delivery"),
            ),
            Unit.SECONDS,
            warns_at=300,
        ),
        Panel(
            "Deliveries",
            (
                Query(
                    f"sum by (transport, outcome) ({rate('civic_deliveries_total')})",
                    "{{transport}} {{outcome}}",
                ),
                Query(fact("civic_deliveries_waiting"), "waiting"),
            ),
        ),
        Panel(
            "Open sessions",
            (
                Query(fact("civic_sessions", "status"), "{{status}}"),
                Query(fact("civic_sessions_overdue"), "overdue"),
            ),
        ),
        Panel(
            "How late the clocks close",
            (Query(fact("civic_clocks_late_seconds"), "late"),),
            Unit.SECONDS,
            warns_at=600,
        ),
    ),
)

OUTCOMES = Row(
    "Outcomes",
    (
        Panel(
            "Outcomes by kind",
            (Query(f"sum by (kind) ({rate(APPLIED)})", "{{kind}}"),),
            Unit.PER_SECOND,
            Kind.STACKED,
        ),
        Panel(
            "Outcomes by reason",
            (Query(f"sum by (reason) ({rate(_WITH_REASON)})", "{{reason}}"),),
            Unit.PER_SECOND,
            Kind.STACKED,
        ),
        Panel(
            "From saving to outcome",
            tuple(
                Query(quantile(share, f"{END_TO_END}_bucket"), f"p{share * 100:.0f}")
                for share in (0.5, 0.95, 0.99)
            ),
            Unit.SECONDS,
            warns_at=30,
        ),
        Panel(
            "p95 from saving to outcome by channel",
            (Query(quantile(0.95, f"{END_TO_END}_bucket", "channel"), "{{channel}}"),),
            Unit.SECONDS,
        ),
        Panel(
            "Outcomes that changed nothing",
            (Query(f"sum by (cause) ({rate('civic_outcomes_ignored_total')})", "{{cause}}"),),
            Unit.PER_SECOND,
            told="FENCED_OFF is the second of reply and callback: one for each run is normal.",
        ),
    ),
)

QUALITY = Row(
    "Quality",
    (
        Panel(
            "Overrides, 30 days",
            (Query(f"sum({_WRONG}) / sum({_SAID})", "overridden"),),
            Unit.SHARE,
            Kind.NUMBER,
            "Of the sessions whose routing a person judged, how many were corrected.",
            warns_at=0.25,
        ),
        Panel(
            "Overrides by department, 30 days",
            (Query(f"sum by (department) ({_WRONG}) / sum by (department) ({_SAID})"),),
            Unit.SHARE,
            Kind.BARS,
        ),
        Panel(
            "Abstentions",
            (
                Query(
                    ratio(
                        rate(f'{APPLIED}{{kind="UNSURE"}}'),
                        rate(f'{APPLIED}{{kind!="FAILED"}}'),
                    ),
                    "to the operators",
                ),
            ),
            Unit.SHARE,
            warns_at=0.4,
        ),
        Panel(
            "Calibration, 30 days",
            (Query(_SURE, "mean confidence"), Query(_RIGHT_SHARE, "right")),
            Unit.SHARE,
            told="A calibrated router is as often right as it is sure (P33).",
        ),
        Panel(
            "Corrections",
            (
                Query(
                    f"sum by (district, by) ({rate('civic_corrections_total')})",
                    "{{district}} {{by}}",
                ),
            ),
            Unit.PER_SECOND,
        ),
        Panel(
            "Degraded decisions",
            (
                Query(
                    ratio(
                        rate('civic_decisions_total{degraded="true"}'),
                        rate("civic_decisions_total"),
                    ),
                    "without the model",
                ),
            ),
            Unit.SHARE,
            warns_at=0.2,
        ),
    ),
)

PEOPLE = Board(
    "civicconnect-people",
    "CivicConnect: people",
    "What citizens and staff feel: the objectives, who waits, how runs end, how right they are.",
    (SLO, WAITING, OUTCOMES, QUALITY),
)
