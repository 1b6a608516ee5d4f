"""loadtests.crowd: what citizens and staff do; read by Locust, which calls every task."""

import itertools
import random
import uuid
from typing import Any

from locust import HttpUser, between, task
from locust.exception import StopUser
from typing_extensions import override

from k8s.devstack.settings import DevstackSettings
from loadtests.corpus import texts
from loadtests.people import SEEDED_CITIZENS, SIGN_IN
from loadtests.scenario import Corpus

PASSWORD = DevstackSettings().dev_password
REPLY = "Assalomu alaykum! Murojaatingiz qabul qilindi."
SEED = 1
_citizens = itertools.count(1)
_staff = itertools.cycle(("improvement", "electricity", "water_sewer", "waste_ecology", "roads"))
_texts = texts(Corpus(injection_share=0.02), seed=SEED)


class SignedIn(HttpUser):
    """Somebody who signs in with the password of the dev stack's people."""

    abstract = True
    username = ""

    @override
    def on_start(self) -> None:
        """Sign in; whoever cannot goes away."""
        told = {"username": self.username, "password": PASSWORD}
        if not self.client.post(SIGN_IN, json=told).ok:
            raise StopUser

    def send(self, path: str, body: dict[str, str], *, name: str) -> bool:
        """Post something, counted under ``name``; returns whether it was done."""
        headers = {"X-CSRFToken": self.client.cookies.get("csrftoken") or ""}
        with self.client.post(
            path, json=body, headers=headers, name=name, catch_response=True
        ) as answer:
            # Somebody else was first, or the session is locked: part of everyday life.
            if answer.status_code == 409:
                answer.success()
            return bool(answer.ok)

    def rows(self, path: str, *, name: str) -> list[dict[str, Any]]:
        """Return the rows of a list."""
        answer = self.client.get(path, name=name)
        return list(answer.json()["results"]) if answer.ok else []


class Citizen(SignedIn):
    """Writes, looks what became of it, and writes on once staff have answered."""

    weight = 8
    wait_time = between(2, 8)

    @override
    def on_start(self) -> None:
        """Sign in as the next citizen."""
        number = next(_citizens)
        if number > SEEDED_CITIZENS:
            raise StopUser
        self.username = f"citizen{number:03d}"
        super().on_start()

    @task(3)
    def look(self) -> None:
        """Open the own list and the newest session."""
        rows = self.rows("/api/v1/sessions", name="own sessions")
        if rows:
            self.client.get(f"/api/v1/sessions/{rows[0]['session_uuid']}", name="own session")

    @task(2)
    def write(self) -> None:
        """Send a message; while a session is locked that is refused, as it should be."""
        body = {"text": next(_texts).words, "client_message_id": str(uuid.uuid4())}
        self.send("/api/v1/messages", body, name="write")


class Staff(SignedIn):
    """Picks what waits in the department, confirms, answers, and ends some."""

    weight = 2
    wait_time = between(1, 4)

    @override
    def on_start(self) -> None:
        """Sign in as the staff of the next department."""
        self.department = next(_staff)
        self.username = f"staff_{self.department}"
        super().on_start()

    @task
    def work(self) -> None:
        """Take one session of the queue and do what staff do with it."""
        queue = f"/api/v1/departments/{self.department}/queue"
        rows = self.rows(queue, name="queue")
        if not rows:
            return
        session = f"/api/v1/sessions/{random.choice(rows)['session_uuid']}"  # noqa: S311  # any one
        self.client.get(session, name="session")
        said = {"text": REPLY, "client_message_id": str(uuid.uuid4())}
        for action, body in (("pick", {}), ("confirmations", {}), ("replies", said)):
            if not self.send(f"{session}/{action}", body, name=action):
                return
        if random.random() < 0.5:  # noqa: S311  # half of the matters are done
            self.send(f"{session}/end", {}, name="end")
