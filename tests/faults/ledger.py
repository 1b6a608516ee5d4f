"""What clients did and what they were told, to be compared with the database."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a person did."""

    SUBMIT = "SUBMIT"
    JOIN = "JOIN"
    PICK = "PICK"
    CONFIRM = "CONFIRM"
    REPLY = "REPLY"
    FOLLOW_UP = "FOLLOW_UP"
    CORRECT = "CORRECT"
    END = "END"


MESSAGES = (Kind.SUBMIT, Kind.JOIN, Kind.REPLY, Kind.FOLLOW_UP)


@dataclass
class Operation:
    """One operation, with the answer of its last try."""

    kind: Kind
    seat: str
    client_id: str = ""
    text: str = ""
    session_uuid: str = ""
    department: str = ""
    # Of the view that a correction was decided on; a try that comes after another is refused.
    session_version: int | None = None
    tries: int = 0
    status: int = 0
    took_s: float = 0.0
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def is_acknowledged(self) -> bool:
        """Whether the person was told that it is done."""
        return 200 <= self.status < 300

    @property
    def is_open(self) -> bool:
        """Whether nobody knows: the connection broke, or the server could not."""
        return self.status == 0 or self.status >= 500

    @property
    def is_message(self) -> bool:
        return self.kind in MESSAGES


@dataclass
class Ledger:
    """All operations of a run, in the order they began."""

    operations: list[Operation] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    took_s: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, operation: Operation) -> Operation:
        with self._lock:
            self.operations.append(operation)
        return operation

    def answered(
        self, operation: Operation, *, status: int, answer: dict[str, Any], took_s: float
    ) -> None:
        """Note an answer; one client id must always get the same one (P6, F9)."""
        with self._lock:
            earlier = operation.answer.get("message_uuid")
            if status in (200, 201) and earlier and earlier != answer.get("message_uuid"):
                self.complaints.append(f"{operation.client_id} was answered with two messages")
            operation.tries += 1
            operation.took_s = took_s
            self.took_s.append(took_s)
            self.statuses[status] += 1
            self.failures += status == 0 or status >= 500
            if not operation.is_acknowledged:
                operation.status, operation.answer = status, answer

    def messages(self) -> list[Operation]:
        return [one for one in self._all() if one.is_message]

    def acknowledged(self, *kinds: Kind) -> list[Operation]:
        return [one for one in self._all() if one.kind in kinds and one.is_acknowledged]

    def unclear(self, kind: Kind) -> list[Operation]:
        """Return what was refused after a try without an answer: it may have been done then."""
        tried = [one for one in self._all() if one.kind is kind and one.tries > 1]
        return [one for one in tried if not one.is_acknowledged]

    def open_ones(self) -> list[Operation]:
        return [one for one in self._all() if one.is_open]

    def slowest_s(self, *, quantile: float = 1.0) -> float:
        """Return how long an answer took at the given quantile."""
        with self._lock:
            took = sorted(self.took_s)
        return took[min(int(len(took) * quantile), len(took) - 1)] if took else 0.0

    def _all(self) -> list[Operation]:
        with self._lock:
            return list(self.operations)
