"""loadtests: what the database kept of each message, laid beside what its citizen waited for.

A message's way is cut into parts that follow one another, so that their sum is its latency.  The
graph's own part is told by the timings that it sent with the outcome (P12).
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from loadtests.open_loop import Journey
from loadtests.targets.whole import ROUTED

AS_SYSTEM = "-c civic.viewer_kind=SYSTEM"
TO_THE_WEB = "to the web"
CLAIMED = "saved and claimed"
HOP = "to the graph and back"
SCREENED = "injection ∥ embedding"
TOLD = "saved and told"
STAGES = ("language", SCREENED, "search", "prompt", "decision")
PARTS = (TO_THE_WEB, CLAIMED, HOP, *STAGES, TOLD)
_BESIDE = ("injection", "embedding")
_TRACES = """
    SELECT m.uuid::text, m.created_at, a.started_at, a.ended_at, a.timings,
           (SELECT count(*) FROM routing_pipelineattempt o WHERE o.message_id = m.uuid)
    FROM conversations_message m
    JOIN LATERAL (
        SELECT p.started_at, p.ended_at, p.timings FROM routing_pipelineattempt p
        WHERE p.message_id = m.uuid AND p.ended_at IS NOT NULL
        ORDER BY p.started_at DESC LIMIT 1
    ) a ON true
    WHERE m.uuid = ANY(%s::uuid[])
"""


@dataclass(frozen=True)
class Trace:
    """What the database knows of one message; times are the database's."""

    saved_at: datetime
    started_at: datetime
    ended_at: datetime
    timings: Sequence[dict[str, Any]]
    attempts: int


@dataclass(frozen=True)
class Way:
    """One message from due to routed: how many seconds each part took."""

    journey: Journey
    parts_s: dict[str, float]
    stages_s: dict[str, dict[str, float]]
    attempts: int

    @property
    def total_s(self) -> float:
        """All of it."""
        return sum(self.parts_s.values())


@dataclass(frozen=True)
class Clocks:
    """How to read the database's clock on the monotonic one of this process."""

    offset_s: float

    @classmethod
    def compared(cls, connection: "psycopg.Connection[tuple[Any, ...]]") -> "Clocks":
        """Ask for the time; the error is at most half of the way there and back."""
        before = time.monotonic()
        row = connection.execute("SELECT clock_timestamp()").fetchone()
        after = time.monotonic()
        assert row is not None  # noqa: S101  # a clock always answers
        return cls(offset_s=(before + after) / 2 - row[0].timestamp())

    def monotonic(self, moment: datetime) -> float:
        """Return a time of the database as this process counts."""
        return moment.timestamp() + self.offset_s


def traces_read(database_url: str, ids: Collection[str]) -> tuple[dict[str, Trace], Clocks]:
    """Return the traces by message id; one that is still on its way has none."""
    with psycopg.connect(
        database_url, connect_timeout=5, autocommit=True, options=AS_SYSTEM
    ) as connection:
        rows = connection.execute(_TRACES, [list(ids)]).fetchall()
        return {str(row[0]): Trace(*row[1:]) for row in rows}, Clocks.compared(connection)


def ways_of(journeys: Sequence[Journey], *, traces: dict[str, Trace], clocks: Clocks) -> list[Way]:
    """Return the way of each measured message that found its end.

    News of an end may be lost with Redis or a socket; then the end is the database's.
    """
    ways = []
    for journey in journeys:
        trace = traces.get(journey.message_uuid)
        if trace is None or journey.is_warm:
            continue
        journey.step(ROUTED, at=clocks.monotonic(trace.ended_at))
        ways.append(_way(journey, trace, clocks))
    return ways


def _way(journey: Journey, trace: Trace, clocks: Clocks) -> Way:
    saved_at, started_at, ended_at = map(
        clocks.monotonic, (trace.saved_at, trace.started_at, trace.ended_at)
    )
    stages_s = _stages(trace.timings)
    in_graph = {name: sum(phases.values()) for name, phases in stages_s.items()}
    beside_s = max((in_graph.get(name, 0.0) for name in _BESIDE), default=0.0)
    row = {name: in_graph.get(name, 0.0) for name in STAGES} | {SCREENED: beside_s}
    parts_s = {
        TO_THE_WEB: saved_at - journey.due_at,
        CLAIMED: started_at - saved_at,
        HOP: max(ended_at - started_at - sum(row.values()), 0.0),
        **row,
        TOLD: max(journey.due_at + journey.steps[ROUTED] - ended_at, 0.0),
    }
    return Way(journey, parts_s, stages_s, trace.attempts)


def _stages(timings: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Return the waits and the work of each stage, its calls added up."""
    found: dict[str, dict[str, float]] = {}
    for timing in timings:
        phases = found.setdefault(timing["stage"], {"wait": 0.0, "work": 0.0})
        phases["wait"] += timing["queue_wait_s"] + timing.get("batch_wait_s", 0.0)
        phases["work"] += timing["service_s"]
    return found
