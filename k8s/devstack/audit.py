"""k8s.devstack: what the database says of a run: nothing lost, doubled or left on its way (P1)."""

import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import LiteralString

import psycopg

Connection = psycopg.Connection[tuple[object, ...]]
ENDS = frozenset({"ROUTED", "QUARANTINED", "NEEDS_OPERATOR"})
POLL_S = 0.5
# It counts everybody's rows: row-level security shows them to the system only.
AS_SYSTEM = "-c civic.viewer_kind=SYSTEM"

_STATES = "SELECT uuid::text, state FROM conversations_message WHERE sender_kind = 'CITIZEN'"
_DOUBLED = """
    SELECT count(*) FROM (
        SELECT 1 FROM conversations_message WHERE sender_kind = 'CITIZEN'
        GROUP BY sender_id, text HAVING count(*) > 1
        UNION ALL
        SELECT 1 FROM routing_aianalysis GROUP BY message_id HAVING count(*) > 1
        UNION ALL
        SELECT 1 FROM routing_injectionlog GROUP BY message_id HAVING count(*) > 1
    ) AS doubled
"""
_WITHOUT_ANALYSIS = """
    SELECT count(*) FROM conversations_session s
    WHERE s.routed_by <> ''
      AND NOT EXISTS (SELECT 1 FROM routing_aianalysis a WHERE a.session_id = s.uuid)
"""


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The findings; a clean run has only ``states``, all of them ends."""

    lost: int
    doubled: int
    on_their_way: int
    routed_without_analysis: int
    states: Counter[str]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        wrong = (self.lost, self.doubled, self.on_their_way, self.routed_without_analysis)
        return not any(wrong)


def audit(*, database_url: str, sent: Collection[str]) -> Audit:
    """Compare the messages that the API accepted (``sent``) with what the database holds."""
    with psycopg.connect(database_url, connect_timeout=5, options=AS_SYSTEM) as connection:
        states = _states(connection)
        return Audit(
            lost=len(set(sent) - states.keys()),
            doubled=_count(connection, _DOUBLED) + len(states.keys() - set(sent)),
            on_their_way=sum(state not in ENDS for state in states.values()),
            routed_without_analysis=_count(connection, _WITHOUT_ANALYSIS),
            states=Counter(states.values()),
        )


def ends_wait(*, database_url: str, sent: Collection[str], within_s: float) -> float:
    """Wait until all messages have reached an end, at most ``within_s``; return the seconds."""
    began_at = time.monotonic()
    with psycopg.connect(
        database_url, connect_timeout=5, autocommit=True, options=AS_SYSTEM
    ) as connection:
        while time.monotonic() - began_at < within_s:
            states = _states(connection)
            if all(states.get(message) in ENDS for message in sent):
                break
            time.sleep(POLL_S)
    return time.monotonic() - began_at


def _states(connection: Connection) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in connection.execute(_STATES)}


def _count(connection: Connection, query: LiteralString) -> int:
    row = connection.execute(query).fetchone()
    return int(str(row[0])) if row else 0
