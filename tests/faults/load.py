"""An open-loop load: operations begin at their time, however long the answers take."""

import threading
import time
import uuid
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random

from tests.faults.client import Client
from tests.faults.ledger import Kind, Ledger, Operation
from tests.faults.stack import FaultStack

AT_ONCE = 48
RETRIES_WITHIN_S = 60.0
RETRY_PAUSE_S = 0.3
# The name of a street, so that each text is one of a kind.
TEXTS = (
    "На улице {0} третий день нет воды, просим помочь.",
    "{0} ko‘chasida chiroqlar yonmayapti, bolalar qorong‘ida yuradi.",
    "Яма на дороге у дома {0}, машины объезжают по тротуару.",
    "{0} mahallasida chiqindi olib ketilmayapti.",
)
# A REPLY is a member of staff who picks, confirms and answers, and a citizen who thanks.
MIX = {Kind.SUBMIT: 70, Kind.REPLY: 12, Kind.JOIN: 8, Kind.CORRECT: 5, Kind.END: 5}


@dataclass
class Load:
    """Acts like people do, in an order that the seed decides."""

    stack: FaultStack
    seed: int
    rate_per_s: float = 4.0
    padding_chars: int = 0
    mix: dict[Kind, int] = field(default_factory=lambda: dict(MIX))
    ledger: Ledger = field(default_factory=Ledger)

    def __post_init__(self) -> None:
        self.run_id = uuid.uuid4().hex[:8]
        self.client = Client(self.stack, self.ledger)
        self._dice = Random(self.seed)  # noqa: S311  # a plan that can be repeated, no secret
        self.departments = [
            str(row[0])
            for row in self.stack.rows("SELECT code FROM departments_department ORDER BY code")
        ]
        citizens = [name for name in self.stack.seats if name.startswith("fault")]
        self._free = deque(sorted(citizens, key=lambda _name: self._dice.random()))
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._running: list[Future[None]] = []
        self._attended: set[str] = set()
        self._number = 0

    @contextmanager
    def under(self) -> Iterator[None]:
        """Act until the block ends, then wait for the last answers."""
        thread = threading.Thread(target=self._act, name="load")
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()
            self.answers_wait()

    def answers_wait(self) -> None:
        for future in self._running:
            future.result(timeout=90)

    def submit_many(self, count: int) -> None:
        """Let ``count`` citizens write, a few at a time."""
        for _ in range(count):
            self._begin(self.message())
            time.sleep(1 / self.rate_per_s)

    def do(self, operation: Operation) -> Operation:
        """Do one operation now."""
        self.client.send(self.ledger.begin(operation))
        return operation

    def message(self) -> Operation:
        """Return a new message of a citizen who has no session; nobody has sent it yet."""
        return self._operation(Kind.SUBMIT)

    def submit(self) -> Operation:
        return self.do(self.message())

    def attend(self, sent: Operation) -> None:
        """Let a member of staff pick, confirm and answer a session that has a department."""
        self._attended.add(sent.seat)
        reply = self._message(Kind.REPLY, seat=sent.seat)
        self._attend(replace(reply, session_uuid=sent.answer["session_uuid"]))

    def settle(self) -> None:
        """Try again, with the same client ids, whatever got no answer (F9)."""
        gives_up_at = time.monotonic() + RETRIES_WITHIN_S
        while left := self.ledger.open_ones():
            assert time.monotonic() < gives_up_at, f"{len(left)} operations are never answered"
            for operation in left:
                self.client.send(operation)
            time.sleep(RETRY_PAUSE_S)

    def close(self) -> None:
        """Let go; the next run finds no session, and its citizens free."""
        self._pool.shutdown()
        self.client.close()
        self.stack.forget()

    def _act(self) -> None:
        began_at = time.monotonic()
        for number in range(100_000):
            due_s = (number + self._dice.random()) / self.rate_per_s
            if self._stop.wait(max(began_at + due_s - time.monotonic(), 0)):
                return
            kind = self._dice.choices(list(self.mix), weights=list(self.mix.values()))[0]
            self._begin(self._operation(kind))

    def _begin(self, operation: Operation) -> None:
        looks_first = {Kind.REPLY: self._attend, Kind.CORRECT: self._correct}
        if operation.kind in looks_first:
            self._running.append(self._pool.submit(looks_first[operation.kind], operation))
            return
        self.ledger.begin(operation)
        self._running.append(self._pool.submit(self.client.send, operation))

    def _attend(self, reply: Operation) -> None:
        """Do what leads to an answer and what follows it, until somebody refuses a step."""
        seen = self.client.session_of(reply.session_uuid)
        if not seen:
            return
        citizen, reply.seat = reply.seat, f"staff_{seen['department']['code']}"
        steps = [self._deed(kind, reply) for kind in (Kind.PICK, Kind.CONFIRM)]
        thanks_id = f"{reply.client_id}.f"
        thanks = replace(
            reply, kind=Kind.FOLLOW_UP, seat=citizen, client_id=thanks_id, text="Rahmat"
        )
        for step in (*steps, reply, thanks):
            if not self.do(step).is_acknowledged:
                return

    def _correct(self, asked: Operation) -> None:
        """Correct what one sees, as the web does: a second try finds another version."""
        seen = self.client.session_of(asked.session_uuid)
        if seen and seen["department"]["code"] != asked.department:
            self.do(replace(asked, session_version=seen["version"]))

    def _deed(self, kind: Kind, reply: Operation) -> Operation:
        return Operation(kind=kind, seat=reply.seat, session_uuid=reply.session_uuid)

    def _operation(self, kind: Kind) -> Operation:
        """Return an operation of this kind, or a new message where there is no session yet."""
        earlier = self.ledger.acknowledged(Kind.SUBMIT)[-20:]
        if kind is Kind.SUBMIT or not earlier:
            return self._message(Kind.SUBMIT, seat=self._free.popleft())
        if kind is Kind.JOIN:
            return self._message(Kind.JOIN, seat=earlier[-1].seat)
        chosen = self._dice.choice(earlier)
        if kind is Kind.REPLY and chosen.seat not in self._attended:
            self._attended.add(chosen.seat)
            reply = self._message(Kind.REPLY, seat=chosen.seat)
            return replace(reply, session_uuid=chosen.answer["session_uuid"])
        if kind is Kind.REPLY:
            return self._message(Kind.SUBMIT, seat=self._free.popleft())
        return Operation(
            kind=kind,
            seat="operator",
            session_uuid=chosen.answer["session_uuid"],
            department=self._dice.choice(self.departments) if kind is Kind.CORRECT else "",
        )

    def _message(self, kind: Kind, *, seat: str) -> Operation:
        self._number += 1
        place = f"{self.run_id}-{self._number}"
        text = self._dice.choice(TEXTS).format(place) + self._padding()
        return Operation(kind=kind, seat=seat, client_id=f"{self.run_id}.{self._number}", text=text)

    def _padding(self) -> str:
        """Return words that no compression makes small."""
        letters = self._dice.choices("абвгдежзиклмнопрстуфхцчшыэюя ", k=self.padding_chars)
        return "".join(letters)
