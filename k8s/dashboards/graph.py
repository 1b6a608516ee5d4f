"""k8s.dashboards: the graph: where the time of a run goes, its replicas, models and batches.

Ray puts ``ray_`` before the names.  It rebuilds a histogram's sum from the middles of its buckets,
so that means are made from the exact counter of seconds, never from ``_sum``.
"""

from k8s.dashboards.model import (
    PRICE,
    Board,
    Kind,
    Panel,
    Query,
    Row,
    Unit,
    fact,
    quantile,
    rate,
    ratio_by,
)

SECONDS = "ray_civic_stage_seconds_total"
DURATION = "ray_civic_stage_duration_seconds"
CALLS = "ray_civic_service_call_duration_seconds"
MODELS = 'service!="qdrant"'
_CALLED = rate(f'{DURATION}_count{{phase="service"}}')


def _mean(*labels: str, where: str = "") -> str:
    seconds = f"sum by ({', '.join(('stage', *labels))}) ({rate(SECONDS + where)})"
    return f"{seconds} / on (stage) group_left () sum by (stage) ({_CALLED})"


WATERFALL = Row(
    "Stage waterfall",
    (
        Panel(
            "Mean time of a call, by stage and phase",
            (Query(_mean("phase"), "{{stage}} {{phase}}"),),
            Unit.SECONDS,
            Kind.BARS,
            "Top to bottom is one mean run; injection and embedding run side by side (P14).",
        ),
        Panel(
            "p95 of the service time by stage",
            (Query(quantile(0.95, f'{DURATION}_bucket{{phase="service"}}', "stage"), "{{stage}}"),),
            Unit.SECONDS,
        ),
        Panel(
            "Calls by stage",
            (Query(f"sum by (stage) ({_CALLED})", "{{stage}}"),),
            Unit.PER_SECOND,
        ),
        Panel(
            "Calls that did not end well",
            (
                Query(
                    "sum by (stage, outcome) ("
                    + rate(f'{DURATION}_count{{phase="service", outcome!="OK"}}')
                    + ")",
                    "{{stage}} {{outcome}}",
                ),
            ),
            Unit.PER_SECOND,
            told="CANCELLED is normal for the embedding of a text that was set aside.",
        ),
    ),
)

WAITS = Row(
    "Wait versus service, and replicas",
    (
        Panel(
            "Mean wait by stage",
            (Query(_mean(where='{phase=~"queue_wait|batch_wait"}'), "{{stage}}"),),
            Unit.SECONDS,
            told="In front of the replica and for a slot inside it.",
        ),
        Panel(
            "Mean service by stage",
            (Query(_mean(where='{phase="service"}'), "{{stage}}"),),
            Unit.SECONDS,
        ),
        Panel(
            "Share of the time that was waited",
            (
                Query(
                    "sum by (stage) ("
                    + rate(SECONDS + '{phase=~"queue_wait|batch_wait"}')
                    + f") / sum by (stage) ({rate(SECONDS)})",
                    "{{stage}}",
                ),
            ),
            Unit.SHARE,
            told="Above one half a further replica helps more than a faster stage.",
            warns_at=0.5,
        ),
        Panel(
            "Replicas, desired and running",
            (
                Query(
                    "max by (deployment) (ray_serve_autoscaling_target_replicas)",
                    "{{deployment}} desired",
                ),
                Query(
                    "sum by (deployment) (ray_serve_deployment_replica_healthy)",
                    "{{deployment}} running",
                ),
            ),
            told="A stage that lives with the door has no replicas of its own.",
        ),
        Panel(
            "Requests in the replicas",
            (
                Query(
                    "sum by (deployment) (ray_serve_replica_processing_queries)", "{{deployment}}"
                ),
            ),
        ),
    ),
)

MODEL_CALLS = Row(
    "Model calls",
    (
        Panel(
            "Decisions by the model that answered",
            (Query(f"sum by (model) ({rate('civic_decisions_total')})", "{{model}}"),),
            Unit.PER_SECOND,
            Kind.STACKED,
        ),
        Panel(
            "Calls of providers",
            (
                Query(
                    f"sum by (service, outcome) ({rate(f'{CALLS}_count{{{MODELS}}}')})",
                    "{{service}} {{outcome}}",
                ),
            ),
            Unit.PER_SECOND,
            told="REFUSED was not sent: the breaker is open. Empty with the offline models.",
        ),
        Panel(
            "Errors of outside services",
            (
                Query(
                    ratio_by(
                        "service",
                        rate(f'{CALLS}_count{{outcome=~"ERROR|TIMEOUT"}}'),
                        rate(f'{CALLS}_count{{outcome!="REFUSED"}}'),
                    ),
                    "{{service}}",
                ),
            ),
            Unit.SHARE,
            warns_at=0.2,
        ),
        Panel(
            "p95 of a call",
            (
                Query(
                    quantile(0.95, f'{CALLS}_bucket{{outcome!="REFUSED"}}', "service"),
                    "{{service}}",
                ),
            ),
            Unit.SECONDS,
        ),
        Panel(
            "Replicas whose breaker is open",
            (Query("sum by (service) (ray_civic_breaker_open)", "{{service}}"),),
            warns_at=1,
        ),
        Panel(
            "Tokens a second",
            (Query(f"sum by (model) ({rate('civic_model_tokens_total')})", "{{model}}"),),
        ),
        Panel(
            "Tokens today, of what a day may cost",
            (
                Query(
                    fact("civic_model_tokens_today", "district")
                    + " / "
                    + fact("civic_model_tokens_per_day_max", "district"),
                    "{{district}}",
                ),
            ),
            Unit.SHARE,
            Kind.BARS,
            "At 1 the district's messages go to its operators until midnight, UTC (S27).",
            warns_at=0.9,
        ),
        Panel(
            "Cost of 24 hours",
            (
                Query(
                    f"sum(increase(civic_model_tokens_total[24h])) / 1000000 * {PRICE}", "24 hours"
                ),
            ),
            Unit.USD,
            Kind.NUMBER,
            "Tokens times the price above; what the provider bills is the truth.",
        ),
    ),
)

BATCHING = Row(
    "Batching",
    (
        Panel(
            "Mean batch by stage",
            (
                Query(
                    f"sum by (stage) ({rate('ray_civic_stage_batched_total')})"
                    f" / sum by (stage) ({_CALLED})",
                    "{{stage}}",
                ),
            ),
            told="Seen from a request: how many were answered together with it.",
        ),
        Panel(
            "Mean wait for a batch or a slot",
            (Query(_mean(where='{phase="batch_wait"}'), "{{stage}}"),),
            Unit.SECONDS,
        ),
    ),
)

GRAPH = Board(
    "civicconnect-graph",
    "CivicConnect: graph",
    "The pipeline: where time goes, what waits for replicas, what models answer and cost.",
    (WATERFALL, WAITS, MODEL_CALLS, BATCHING),
)
