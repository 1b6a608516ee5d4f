"""k8s.devstack: ``make smoke``: a private stack, 65 messages, a crash, and an audit."""

import json
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from k8s.devstack.audit import audit, ends_wait
from k8s.devstack.baseline import baseline_route
from k8s.devstack.client import ApiRefused, Person, Submitted
from k8s.devstack.errors import StackError
from k8s.devstack.launch import Launched
from k8s.devstack.private import settings_private, stack_private
from k8s.devstack.scores import Labelled, Routing
from k8s.devstack.services import SEEDED_DISTRICT
from k8s.devstack.settings import ROOT
from k8s.devstack.smoke_report import Findings, report_show
from k8s.devstack.state import StackState

TEXTS = ROOT / "tests" / "data" / "smoke_texts.jsonl"
CITIZENS_AT_ONCE = 4
WORKER_DIES_AFTER = 30
ENDS_WITHIN_S = 300.0
LEARNS_WITHIN_S = 2.0
SIMILAR_ENDING = {"uz": " Iltimos, yordam bering.", "ru": " Пожалуйста, помогите."}


@dataclass(frozen=True)
class Sent:
    """A text that the API accepted; ``labelled`` is none for an attack."""

    labelled: Labelled | None
    submitted: Submitted


def main() -> int:
    """Run everything and return 0 when all went well, else 1."""
    console = Console(highlight=False)
    findings = Findings()
    try:
        began_at = time.monotonic()
        with stack_private("smoke", console, settings_private()) as launched:
            findings.starts_s = time.monotonic() - began_at
            Run(launched, findings, console).go()
            findings.memory_peak_bytes = launched.stack.memory_peak_bytes
    except (StackError, ApiRefused, httpx.HTTPError) as error:
        console.print(f"[red]The run broke off:[/red] {error}", soft_wrap=True)
        return 1
    return report_show(console, findings)


class Run:
    """One run against a stack that is ready."""

    def __init__(self, launched: Launched, findings: Findings, console: Console) -> None:
        self._launched = launched
        self._findings = findings
        self._console = console
        self._state: StackState = launched.layout.state
        self._labelled, self._attacks = texts_read(TEXTS)

    def go(self) -> None:
        """Send, crash, wait, read, correct, audit."""
        began_at = time.monotonic()
        sent = self._send_all()
        ids = [item.submitted.message_uuid for item in sent]
        ends_wait(database_url=self._database_url, sent=ids, within_s=ENDS_WITHIN_S)
        self._findings.routes_s = time.monotonic() - began_at
        with self._person("superuser") as superuser:  # Quarantine is for superusers only (P21).
            self._read(sent, superuser)
        with self._person("operator") as operator:
            ids.append(self._correct(sent, operator))
        ends_wait(database_url=self._database_url, sent=ids, within_s=ENDS_WITHIN_S)
        self._findings.audit = audit(database_url=self._database_url, sent=ids)
        departments = ROOT / SEEDED_DISTRICT
        self._findings.baseline = baseline_route(self._labelled, departments=departments)

    @property
    def _database_url(self) -> str:
        return self._state.urls["database"]

    def _person(self, username: str) -> Person:
        password = self._state.dev_password
        return Person(base_url=self._state.web_url, username=username, password=password)

    def _send_all(self) -> list[Sent]:
        """Send every text as a citizen of its own, and end the worker by force in between."""
        texts: list[tuple[Labelled | None, str]] = [(item, item.text) for item in self._labelled]
        texts += [(None, text) for text in self._attacks]
        sent: list[Sent] = []
        with ThreadPoolExecutor(CITIZENS_AT_ONCE) as pool:
            for item in pool.map(self._send, range(1, len(texts) + 1), texts):
                sent.append(item)
                if len(sent) == WORKER_DIES_AFTER:
                    self._launched.stack.kill("worker")
                    self._findings.worker_killed = True
        return sent

    def _send(self, number: int, item: tuple[Labelled | None, str]) -> Sent:
        labelled, text = item
        with self._person(f"citizen{number:03d}") as citizen:
            submitted = citizen.message_submit(text=text, client_message_id=str(uuid.uuid4()))
        return Sent(labelled, submitted)

    def _read(self, sent: list[Sent], reader: Person) -> None:
        for item in sent:
            session = reader.session_get(item.submitted.session_uuid)
            if item.labelled is None:
                self._findings.attacks_caught += session["status"] == "QUARANTINED"
            else:
                self._findings.ours.append(self._routing(item, session, reader))

    def _routing(self, item: Sent, session: dict[str, Any], reader: Person) -> Routing:
        """Return what became of a text; one in quarantine counts as wrong."""
        labelled = item.labelled or self._labelled[0]
        if session["status"] == "QUARANTINED":
            return Routing(labelled=labelled, chosen=None)
        analysis = reader.analysis_get(item.submitted.session_uuid)
        for timing in analysis["timings"]:
            self._findings.stages_s[timing["stage"]].append(stage_seconds(timing))
        department = session["department"]
        return Routing(
            labelled=labelled,
            chosen=department["code"] if department else None,
            candidates=tuple(candidate["code"] for candidate in analysis["candidates"]),
        )

    def _correct(self, sent: list[Sent], operator: Person) -> str:
        """Correct a session that went wrong, then send a similar text; return its message id."""
        pairs = zip(sent, self._findings.ours, strict=False)
        wrong = [pair for pair in pairs if pair[1].chosen and not pair[1].is_right]
        item, routing = wrong[0] if wrong else (sent[0], self._findings.ours[0])
        right = routing.labelled.department
        operator.correct(item.submitted.session_uuid, department=right, reason="make smoke")
        time.sleep(LEARNS_WITHIN_S)
        similar = routing.labelled.text + SIMILAR_ENDING[routing.labelled.language]
        with self._person("citizen099") as citizen:
            submitted = citizen.message_submit(text=similar, client_message_id=str(uuid.uuid4()))
            session = citizen.session_await(submitted.session_uuid)
        department = session["department"]["code"] if session["department"] else None
        self._findings.correction_learnt = department == right
        self._findings.correction_told = f"{routing.chosen} → {right}, then {department}"
        return submitted.message_uuid


def stage_seconds(timing: dict[str, Any]) -> float:
    """Return how long a stage took, waiting included."""
    return float(timing["queue_wait_s"] + timing["batch_wait_s"] + timing["service_s"])


def texts_read(path: Path) -> tuple[list[Labelled], list[str]]:
    """Return the labelled texts and the attacks of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    labelled = [
        Labelled(
            text=row["text"],
            language=row["lang"],
            script=row["script"],
            department=row["department"],
        )
        for row in rows
        if not row.get("is_injection")
    ]
    return labelled, [row["text"] for row in rows if row.get("is_injection")]


if __name__ == "__main__":
    sys.exit(main())
