"""Texts on their way through a running stack, sent as its seeded people."""

import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from k8s.devstack.client import ApiRefused, Person
from k8s.devstack.scores import Labelled, Routing
from k8s.devstack.state import StackState

CITIZENS_AT_ONCE = 4
CITIZENS_SEEDED = 100
SUPERUSER = "superuser"


@dataclass(frozen=True)
class Journey:
    """One message from the citizen to its department, as the API told it."""

    session: dict[str, Any]
    analysis: dict[str, Any]

    @property
    def chosen(self) -> str | None:
        """The code of the department the session went to, if it went to one."""
        department = self.session["department"]
        return department["code"] if department else None

    @property
    def candidates(self) -> tuple[str, ...]:
        """The codes of the candidates, best first."""
        return tuple(candidate["code"] for candidate in self.analysis["candidates"])


class Traveller:
    """Sends texts through the stack that ``state`` describes."""

    def __init__(self, state: StackState) -> None:
        self._state = state

    def one(self, text: str) -> Journey:
        """Send one text as a citizen who has no open session."""
        usernames = _citizens()
        with self._free_citizen(usernames) as citizen, self._person(SUPERUSER) as superuser:
            return _journey(text, citizen=citizen, superuser=superuser)

    def many(self, texts: Iterable[Labelled]) -> Iterator[Routing]:
        """Send texts, a few citizens at a time, and yield each as it arrives."""
        usernames: SimpleQueue[str] = SimpleQueue()
        for username in _citizens():
            usernames.put(username)
        with ThreadPoolExecutor(CITIZENS_AT_ONCE) as pool, self._person(SUPERUSER) as superuser:
            yield from pool.map(lambda text: self._routing(text, usernames, superuser), texts)

    def _routing(
        self, labelled: Labelled, usernames: "SimpleQueue[str]", superuser: Person
    ) -> Routing:
        with self._free_citizen(iter(usernames.get, None)) as citizen:
            journey = _journey(labelled.text, citizen=citizen, superuser=superuser)
            usernames.put(citizen.username)
        return Routing(labelled=labelled, chosen=journey.chosen, candidates=journey.candidates)

    @contextmanager
    def _person(self, username: str) -> Iterator[Person]:
        with Person(
            base_url=self._state.web_url, username=username, password=self._state.dev_password
        ) as person:
            yield person

    @contextmanager
    def _free_citizen(self, usernames: Iterator[str]) -> Iterator[Person]:
        """Sign in the next citizen who has no open session: a message would join it (P2)."""
        for username in usernames:
            with self._person(username) as citizen:
                if not citizen.sessions_open():
                    yield citizen
                    return
        raise ApiRefused(409, "NO_FREE_CITIZEN", "Every seeded citizen has an open session.")


def _citizens() -> Iterator[str]:
    """Yield the seeded citizens, the last first: people try the first ones by hand."""
    return (f"citizen{number:03d}" for number in range(CITIZENS_SEEDED, 0, -1))


def _journey(text: str, *, citizen: Person, superuser: Person) -> Journey:
    """Send ``text``, wait for its department; a superuser reads the analysis and ends it."""
    sent = citizen.message_submit(text=text, client_message_id=str(uuid.uuid4()))
    session = citizen.session_await(sent.session_uuid)
    analysis = superuser.analysis_get(sent.session_uuid)
    superuser.session_end(sent.session_uuid)
    return Journey(session=session, analysis=analysis)
