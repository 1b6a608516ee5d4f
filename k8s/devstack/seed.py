"""k8s.devstack: ``make dev-seed``: 60 sessions in all states, by people at the API of `make dev`.

Real texts go through the real pipeline, and staff do with them what staff do: whatever a screen
shows afterwards, the system has done itself.  Who has an open session is left alone, so that a
second run adds only what is missing.
"""

import argparse
import json
import sys
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import track
from rich.table import Table

from k8s.devstack.client import ApiRefused, Person, StillRouting
from k8s.devstack.settings import ROOT, STATE_DIR
from k8s.devstack.state import StackNotRunning, StackState, state_read

TEXTS = ROOT / "tests" / "data" / "smoke_texts.jsonl"
SESSIONS = 60
PEOPLE_AT_ONCE = 3
# People try citizen001 by hand, and `civic route` begins with the last ones.
FIRST_CITIZEN = 2
# Too little for any department: the operator queue has something in it.
VAGUE = (
    "Здравствуйте, помогите пожалуйста, очень вас прошу, спасибо большое.",
    "Assalomu alaykum, iltimos yordam bering, katta rahmat sizga.",
    "Мне сказали написать сюда, подскажите, что дальше делать?",
)
REPLY = {
    "uz": "Assalomu alaykum! Murojaatingiz qabul qilindi, mutaxassis yo‘lga chiqdi.",
    "ru": "Здравствуйте! Обращение принято, специалист уже выехал.",
}
REASON = "Bu masala boshqa bo‘limga tegishli."
# What staff do with one session after the other.
STORIES: tuple[tuple[str, ...], ...] = (
    (),
    ("pick",),
    ("pick", "confirmations", "replies"),
    (),
    ("pick", "confirmations", "replies", "hold"),
    ("pick", "confirmations", "replies", "end"),
    ("corrections",),
    ("pick", "confirmations", "replies"),
)
CORRECTED_TO = ("improvement", "roads")


def main(arguments: list[str] | None = None) -> int:
    """Fill the running stack and show what it holds; 1 when none runs or it refused."""
    parser = argparse.ArgumentParser(prog="python -m k8s.devstack.seed")
    parser.add_argument("--state-dir", type=Path, default=STATE_DIR, help="the stack's folder")
    options = parser.parse_args(arguments)
    console = Console(highlight=False)
    try:
        statuses = Seeder(state_read(options.state_dir)).go(console)
    except StackNotRunning as error:
        console.print(f"[red]{error}[/red] Start one with: make dev")
        return 1
    except (ApiRefused, StillRouting, httpx.TransportError) as error:
        console.print(f"[red]{type(error).__name__}[/red]", *error.args)
        return 1
    table = Table("Status", "Sessions", box=None)
    for status, count in sorted(statuses.items()):
        table.add_row(status, str(count))
    console.print(table)
    return 0


def texts_read(path: Path) -> list[tuple[str, str]]:
    """Return 60 texts with their languages, attacks and vague ones among them."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    real = [(row["text"], row["lang"]) for row in rows if not row.get("is_injection")]
    attacks = [(row["text"], row.get("lang", "ru")) for row in rows if row.get("is_injection")]
    vague = [(text, "ru") for text in VAGUE]
    few = attacks[:3] + vague
    return few + real[: SESSIONS - len(few)]


class Seeder:
    """The people of one stack, at work."""

    def __init__(self, state: StackState) -> None:
        self._state = state

    def go(self, console: Console) -> Counter[str]:
        """Write, route and work on every text; return how many sessions are in each status."""
        texts = texts_read(TEXTS)
        told = f"{len(texts)} sessions"
        with ThreadPoolExecutor(PEOPLE_AT_ONCE) as pool:
            done = pool.map(self._story, range(len(texts)), texts)
            return Counter(track(done, total=len(texts), description=told, console=console))

    def _story(self, number: int, text: tuple[str, str]) -> str:
        """Let one citizen write, and staff do their part; return the status it came to."""
        with self._person(f"citizen{FIRST_CITIZEN + number:03d}") as citizen:
            kept = citizen.sessions_open()
            if kept:
                return str(kept[0]["status"])
            sent = citizen.message_submit(text=text[0], client_message_id=str(uuid.uuid4()))
            session = citizen.session_await(sent.session_uuid)
            if session["department"]:
                department = session["department"]["code"]
                story = STORIES[number % len(STORIES)]
                self._work(sent.session_uuid, department, story, words=REPLY[text[1]])
            return str(citizen.session_get(sent.session_uuid)["status"])

    def _work(
        self, session_uuid: str, department: str, story: tuple[str, ...], *, words: str
    ) -> None:
        if not story:
            return
        elsewhere = next(code for code in CORRECTED_TO if code != department)
        told = {
            "replies": {"text": words},
            "corrections": {"department": elsewhere, "reason": REASON},
        }
        with self._person(f"staff_{department}") as staff:
            for action in story:
                staff.act(session_uuid, action, **told.get(action, {}))

    def _person(self, username: str) -> Person:
        password = self._state.dev_password
        return Person(base_url=self._state.web_url, username=username, password=password)


if __name__ == "__main__":
    sys.exit(main())
