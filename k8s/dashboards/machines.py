"""k8s.dashboards: what is full or nearly so: web, workers, database, sockets, Ray's nodes."""

from k8s.dashboards.model import Board, Panel, Query, Row, Unit, fact, quantile, rate
from k8s.dashboards.people import ASKED, HTTP

DOORS = Row(
    "Saturation: doors and workers",
    (
        Panel(
            "Requests being answered",
            (Query("sum(civic_http_requests_in_progress)", "in progress"),),
            told="A web process answers eight at a time; others wait in front of it.",
        ),
        Panel(
            "Requests by status",
            (Query(f"sum by (status) ({rate(f'{HTTP}_count{{{ASKED}}}')})", "{{status}}"),),
            Unit.PER_SECOND,
        ),
        Panel(
            "p95 of the slowest addresses",
            (
                Query(
                    f"topk(5, {quantile(0.95, f'{HTTP}_bucket{{{ASKED}}}', 'route')})", "{{route}}"
                ),
            ),
            Unit.SECONDS,
        ),
        Panel(
            "Workers: jobs that run, of all slots",
            (
                Query(
                    'sum(max by (kind) (civic_jobs{state="RUNNING"})) / sum(civic_worker_slots)'
                    " or 0 * sum(civic_worker_slots)",
                    "busy",
                ),
            ),
            Unit.SHARE,
            warns_at=0.9,
        ),
        Panel("Live sockets", (Query("sum(civic_live_sockets)", "open"),)),
        Panel(
            "News of the sockets that got lost",
            (Query(f"sum({rate('civic_live_news_lost_total')})", "lost"),),
            Unit.PER_SECOND,
            told="Sockets catch up within five seconds; many mean that Redis restarts or is full.",
        ),
        Panel(
            "Refused: requests too often, codes too many",
            (
                Query(f"sum by (by) ({rate('civic_requests_refused_total')})", "requests {{by}}"),
                Query(
                    f"sum by (cause) ({rate('civic_sms_codes_refused_total')})", "codes {{cause}}"
                ),
            ),
            Unit.PER_SECOND,
        ),
        Panel(
            "Codes by SMS that came back right",
            (
                Query(
                    "sum(increase(civic_sms_codes_used_total[1h]))"
                    " / sum(increase(civic_sms_codes_asked_total[1h]))",
                    "used",
                ),
            ),
            Unit.SHARE,
            told="Few mean that somebody makes us send SMS for nothing (S12).",
        ),
    ),
)

DATABASE = Row(
    "Saturation: database",
    (
        Panel(
            "p95 wait for a connection of the pool",
            (Query(quantile(0.95, "civic_database_connection_wait_seconds_bucket"), "p95"),),
            Unit.SECONDS,
            warns_at=0.5,
        ),
        Panel(
            "Connections, of what the server takes",
            (
                Query(
                    f"sum({fact('civic_database_connections', 'state')})"
                    f" / {fact('civic_database_connections_max')}",
                    "used",
                ),
            ),
            Unit.SHARE,
            warns_at=0.8,
        ),
        Panel(
            "Connections by what they do",
            (Query(fact("civic_database_connections", "state"), "{{state}}"),),
            told="'idle in transaction' that stays means a process holds locks and does nothing.",
        ),
    ),
)

NODES = Row(
    "Saturation: Ray's nodes",
    (
        Panel(
            "Processor",
            (Query("max(ray_node_cpu_utilization) / 100", "busiest node"),),
            Unit.SHARE,
            warns_at=0.9,
        ),
        Panel(
            "Memory",
            (
                Query(
                    "max(ray_node_mem_used / ray_node_mem_total)",
                    "fullest node",
                ),
            ),
            Unit.SHARE,
            warns_at=0.9,
        ),
    ),
)

MACHINES = Board(
    "civicconnect-machines",
    "CivicConnect: saturation",
    "What is full or nearly so: doors, workers, database, sockets, Ray's nodes.",
    (DOORS, DATABASE, NODES),
)
