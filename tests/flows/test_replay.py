"""An old snapshot and the events since make a fresh GET, whoever looks (G4).

Two hundred sessions each live a random life; citizen, staff, operator and superuser each took a
snapshot at a random moment of it.
"""

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import F

from django_core.accounts.models import User
from django_core.base.errors import ApplicationError
from django_core.base.jobs import job_run
from django_core.base.models import Job, JobState
from django_core.base.rights import acting_as, viewer_from
from django_core.conversations import services
from django_core.conversations.lifecycle import SessionStatus
from django_core.conversations.models import Session
from django_core.conversations.selectors.feed import SESSION_FEED
from django_core.conversations.services import Opinion, Seen, Submission, Words
from django_core.feedback.services import (
    CorrectionAsked,
    session_confirm,
    session_correct,
    session_route_by_hand,
)
from django_core.files.services import STORE_JOB, FileGiven, file_add
from django_core.realtime.events import Subscribed
from django_core.realtime.models import Event
from django_core.realtime.topics import REPLAY_MAX
from django_core.routing.services import quarantine_reject, quarantine_release
from loadtests.sockets.view import event_apply
from tests.factories import people
from tests.factories.files import picture
from tests.factories.messages import clocks_move, injection, routed, submit, unsure
from tests.fakes.graph import FakeGraph

HISTORIES, PARTS = 200, 4
STEPS = (5, 12)
_OUTCOMES = ("routed", "routed", "bad", "unsure", "")
LOOKS_BEFORE_THE_END = 0.6
PICTURE = picture()


class Life:
    """One session and everybody around it."""

    def __init__(self, world, dice: random.Random) -> None:
        self.dice = dice
        self.graph: FakeGraph = world["graph"]
        self.water, self.roads = world["water"], world["roads"]
        self.operator, self.superuser = world["operator"], world["superuser"]
        self.staff = {self.water.pk: world["staff"], self.roads.pk: world["other"]}
        self.citizen = people.citizen_make(self.water.district)
        self.submitted = submit(self.citizen)
        self.seen = Seen(self.submitted.session.pk)

    @property
    def session(self) -> Session:
        return Session.objects.get(pk=self.seen.session_uuid)

    @property
    def member(self) -> User:
        session = self.session
        return self.staff[session.assigned_department_id or self.water.pk]

    def step(self) -> str:
        """Do something that the session's status invites, or anything at all."""
        ways = {
            SessionStatus.ROUTING: ["route", "route", "join", "by_hand", "end"],
            SessionStatus.QUARANTINED: ["release_or_reject"],
            SessionStatus.NEEDS_OPERATOR: ["by_hand", "join", "note"],
            SessionStatus.WAITING: ["pick", "pick", "correct", "note", "escalate", "end"],
            SessionStatus.ACTIVE: [
                *("confirm", "reply", "reply", "join", "note", "hold", "unhold", "let_go"),
                *("correct", "reassign", "end", "clocks", "attach", "attach", "store"),
            ],
            SessionStatus.CLOSED: ["rate", "reopen", "reopen", "store"],
        }
        way = self.dice.choice(ways[SessionStatus(self.session.status)])
        try:
            with transaction.atomic():
                getattr(self, way)()
        except ApplicationError:
            return "refused"
        return way

    def route(self) -> None:
        """Let the pipeline run; now and then it is away."""
        department, outcome = (
            self.water,
            self.dice.choice(["routed", "routed", "bad", "unsure", ""]),
        )

        def answer(asked: dict[str, object]):
            message, fence = UUID(str(asked["message_uuid"])), int(str(asked["fence"]))
            if outcome == "bad" and not asked.get("injection_cleared"):
                return injection(message, fence=fence)
            make = unsure if outcome == "unsure" else routed
            return make(message, department, fence=fence)

        self.graph.answers.clear()
        self.graph.answers.append(answer if outcome else 503)
        jobs = Job.objects.filter(kind="ROUTE", subject=self.seen.session_uuid)
        waiting = jobs.filter(state=JobState.QUEUED)
        waiting.update(due_at=F("created_at"))
        for job in list(waiting):
            job_run(job_uuid=job.pk)

    def join(self) -> None:
        said = Submission(text=f"Ещё {self.dice.random()}", channel="WEB")
        services.message_follow_up(
            self.citizen, session_uuid=self.seen.session_uuid, submission=said
        )

    def by_hand(self) -> None:
        code = self.dice.choice([self.water, self.roads]).code
        asked = CorrectionAsked(department=code, reason="так вернее")
        session_route_by_hand(self.operator, session_uuid=self.seen.session_uuid, asked=asked)

    def correct(self) -> None:
        here = self.session.assigned_department_id
        other = self.roads if here == self.water.pk else self.water
        asked = CorrectionAsked(department=other.code, reason="так вернее")
        session_correct(self.operator, session_uuid=self.seen.session_uuid, asked=asked)

    def release_or_reject(self) -> None:
        decide = self.dice.choice([quarantine_release, quarantine_release, quarantine_reject])
        decide(self.superuser, seen=self.seen)

    def pick(self) -> None:
        services.session_pick(self.member, seen=self.seen)

    def confirm(self) -> None:
        session_confirm(self.member, seen=self.seen)

    def reply(self) -> None:
        if not self.session.verdict:
            self.confirm()
        services.session_reply(self.member, seen=self.seen, words=Words("Едем."))

    def attach(self) -> None:
        """Send a file that the store does not have yet, mostly to everybody (F17)."""
        say = self.dice.choice([services.session_reply, services.session_note])
        file = file_add(self.member, given=FileGiven(name="a.png", content=PICTURE))
        say(self.member, seen=self.seen, words=Words("Смотрите.", file_uuids=[file.pk]))

    def store(self) -> None:
        """Let the store take all files, those of this session among them."""
        for job in Job.objects.filter(kind=STORE_JOB, state=JobState.QUEUED):
            job_run(job_uuid=job.pk)

    def note(self) -> None:
        services.session_note(self.operator, seen=self.seen, words=Words("Позвонить."))

    def hold(self) -> None:
        services.session_hold(self.member, seen=self.seen)

    def unhold(self) -> None:
        services.session_unhold(self.member, seen=self.seen)

    def let_go(self) -> None:
        services.session_release(self.member, seen=self.seen)

    def reassign(self) -> None:
        services.session_reassign(self.operator, seen=self.seen, staff_uuid=self.member.pk)

    def end(self) -> None:
        services.session_end(self.operator, seen=self.seen)

    def reopen(self) -> None:
        services.session_reopen(self.operator, seen=self.seen)

    def rate(self) -> None:
        services.session_rate(self.citizen, seen=self.seen, opinion=Opinion(stars=4))

    def escalate(self) -> None:
        self._time_passes(hours=25)
        services.sessions_escalate()

    def clocks(self) -> None:
        self._time_passes(hours=23)
        services.sessions_warn()
        if self.dice.random() < 0.5:
            self._time_passes(hours=3)
            services.sessions_close()

    def _time_passes(self, *, hours: int) -> None:
        """Move the past, which no event tells of: the note after it shows where it went."""
        clocks_move(self.session, back=timedelta(hours=hours))
        self.note()


@pytest.fixture
def world(water, roads, staff, graph) -> dict[str, Any]:
    return {
        "water": water,
        "roads": roads,
        "staff": staff,
        "other": people.staff_make(roads),
        "operator": people.operator_make(water.district),
        "superuser": people.superuser_make(),
        "graph": graph,
    }


def _detail(client, life: Life):
    answer = client.get(f"/api/v1/sessions/{life.seen.session_uuid}")
    return answer.json() if answer.status_code == 200 else None


def _events(viewer: User, life: Life, *, after: int) -> list[dict[str, object]] | None:
    """Read as a socket does, and send through JSON as a socket does."""
    page = SESSION_FEED.page
    values = [life.seen.session_uuid, after, viewer.language, REPLAY_MAX]
    with acting_as(viewer_from(viewer)), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = %s", [page.name])
        if not cursor.rowcount:
            cursor.execute(page.prepare)
        cursor.execute(page.execute(len(values)), values)
        row = cursor.fetchone()
    if row is None:
        return None
    row = (*row[:-1], json.loads(row[-1]) if isinstance(row[-1], str) else row[-1])
    shown = SESSION_FEED.render(row, after, datetime.now(tz=UTC))
    frame = Subscribed(topic="session", sequence=shown.latest, events=shown.events)
    told: list[dict[str, object]] = json.loads(frame.model_dump_json())["events"]
    return told


@pytest.mark.parametrize("part", range(PARTS))
def test_snapshot_and_events_make_a_fresh_get_for_everybody(world, client_of, settings, part):
    settings.WHITENOISE_USE_FINDERS = False  # Each client would look for all files again.
    officials = [world[name] for name in ("staff", "operator", "superuser")]
    shared = {viewer: client_of(viewer) for viewer in officials}
    done: Counter[str] = Counter()
    for seed in range(part, HISTORIES, PARTS):
        dice = random.Random(seed)  # noqa: S311  # so that a failure can be repeated
        life = Life(world, dice)
        viewers = {**shared, life.citizen: client_of(life.citizen)}
        steps = dice.randint(*STEPS)
        looks_at = {
            viewer: dice.randint(0, int(steps * LOOKS_BEFORE_THE_END)) for viewer in viewers
        }
        snapshots = {}
        for number in range(steps):
            for viewer in [one for one, at in looks_at.items() if at == number]:
                snapshots[viewer] = _detail(viewers[viewer], life)
            done[life.step()] += 1
        for viewer, snapshot in snapshots.items():
            done["compared"] += _compare(viewer, snapshot, life=life, client=viewers[viewer])
        _numbers_check(life)
    assert done["compared"] > 2 * HISTORIES // PARTS, done
    assert all(
        done[way] for way in ("route", "reply", "note", "correct", "reopen", "clocks", "store")
    ), done


def _compare(viewer: User, snapshot, *, life: Life, client) -> int:
    """Compare the replayed view with a fresh one; returns whether there was one to compare."""
    fresh = _detail(client, life)
    told = _events(viewer, life, after=snapshot["sequence"] if snapshot else 0)
    assert (fresh is None) is (told is None), "the socket shows what the API does not"
    if snapshot is None or fresh is None or told is None:
        return 0
    replayed = snapshot | {"opened_at": fresh["opened_at"]}  # The past was moved.
    for one in told:
        replayed = event_apply(replayed, one)
    assert replayed == fresh
    return 1


def _numbers_check(life: Life) -> None:
    rows = Event.objects.filter(session_uuid=life.seen.session_uuid)
    numbers = list(rows.order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, life.session.event_sequence + 1))
