"""Random actions by random people through the API break no invariant and no right (G1 to G4, S4).

Two districts' worth of trouble in one: three citizens, two departments with two staff each, an
operator and a superuser do whatever comes to mind, allowed or not.  A small model says what must
have been refused; the database says whether the invariants hold after every action.
"""

from collections import Counter
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from django.db.models import F
from hypothesis import HealthCheck, Phase
from hypothesis import settings as profile_of
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from rest_framework.test import APIClient

from django_core.base.jobs import job_run
from django_core.base.models import Job, JobState
from django_core.conversations import lifecycle
from django_core.conversations.lifecycle import SessionStatus
from django_core.conversations.models import Session
from django_core.conversations.tasks import session_clocks_look
from tests.factories.messages import clock_move, injection, routed, unsure
from tests.fakes.graph import FakeGraph
from tests.flows.world import Ledger, World, is_seen

EXAMPLES, STEPS = 44, 60
STEPS_IN_ALL = 2_000
TEXT = "В нашем дворе прорвало трубу, вода течёт на улицу"
CHANGES = ("pick", "release", "hold", "unhold", "end", "reopen", "confirmations")
BY_STAFF_ONLY = {"pick", "replies"}
BY_ABOVE_ONLY = {"reopen", "reassign", "route"}
WORTH_DOING = {*CHANGES, "messages", "replies", "notes", "corrections", "route", "reassign"}
REFUSALS = {400, 401, 403, 404, 409, 422}
picks = st.integers(0, 1_000)
actors = st.sampled_from(["c0", "c1", "c2", "w0", "w1", "r0", "r1", "operator", "superuser"])


class Actions(RuleBasedStateMachine):
    """Every rule is one action of one person, or of time, or of the pipeline."""

    graph: FakeGraph
    accepted: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.graph)
        self.ledger = Ledger(self.world)
        for number in range(2):
            self.submit(f"c{number}", number)

    def _ask(self, name: str, path: str, **body: object) -> tuple[int, dict[str, object]]:
        answer = self.world.clients[name].post(f"/api/v1/{path}", body, format="json")
        known = REFUSALS | {200, 201}
        assert answer.status_code in known, (path, answer.status_code, answer.content)
        said = answer.json()
        self.accepted[path.rpartition("/")[2]] += answer.status_code < 400
        assert answer.status_code < 400 or said["code"], said
        return answer.status_code, said

    def _session(self, pick: int) -> Session | None:
        found = self.world.sessions()
        return found[pick % len(found)] if found else None

    def _acknowledge(self, code: int, said: dict[str, object], text: str) -> None:
        if code == 201:
            self.ledger.acknowledged[UUID(str(said["message_uuid"]))] = text

    @rule(name=actors, number=picks)
    def submit(self, name: str, number: int) -> None:
        text = f"{TEXT} {number}"
        code, said = self._ask(name, "messages", text=text, client_message_id=f"m{number}")
        assert code in {200, 201, 409} if name.startswith("c") else code == 403
        self._acknowledge(code, said, text)

    @rule(name=actors, pick=picks, kind=st.sampled_from(["messages", "replies", "notes"]))
    def say(self, name: str, pick: int, kind: str) -> None:
        session = self._session(pick)
        if session is None:
            return
        text = f"{kind} {pick}"
        code, said = self._ask(name, f"sessions/{session.pk}/{kind}", text=text)
        self._acknowledge(code, said, text)
        if code == 201:
            self._may_say(name, session, kind)

    def _may_say(self, name: str, session: Session, kind: str) -> None:
        assert is_seen(self.world, name, session)
        assert session.status != SessionStatus.CLOSED
        if kind == "messages":
            assert name.startswith("c")
            is_waited_for = session.status in lifecycle.IN_DEPARTMENT
            assert not is_waited_for or session.first_staff_message_at is not None
        else:
            assert not name.startswith("c")
        if kind == "replies":
            assert session.assigned_staff == self.world.people[name]
            assert session.verdict

    @rule(name=actors, pick=picks, action=st.sampled_from(CHANGES), age=st.sampled_from([0, 0, 1]))
    def change(self, name: str, pick: int, action: str, age: int) -> None:
        session = self._session(pick)
        if session is None:
            return
        is_stale = age > 0 and session.version > age
        body = {"session_version": session.version - age} if session.version > age else {}
        code, said = self._ask(name, f"sessions/{session.pk}/{action}", **body)
        if code >= 400:
            return
        assert is_seen(self.world, name, session)
        is_citizen = name.startswith("c")
        if is_citizen:  # They end their own, once it was checked.
            assert (action, session.citizen) == ("end", self.world.people[name])
            assert session.status not in {"ROUTING", "QUARANTINED"}
        assert action not in BY_STAFF_ONLY or name[0] in "wr"
        assert action not in BY_ABOVE_ONLY or name in {"operator", "superuser"}
        owner = session.assigned_staff
        mine = {None, self.world.people[name]}
        assert is_citizen or name in {"operator", "superuser"} or owner in mine
        assert not is_stale or action == "pick", said

    @rule(pick=picks)
    def work(self, pick: int) -> None:
        """Do what the session waits for, so that it gets far enough to be broken."""
        session = self._session(pick)
        if session is None:
            return
        name = self._who_should(session)
        if session.status == SessionStatus.WAITING:
            self.change(name, pick, "pick", 0)
        elif session.status == SessionStatus.ACTIVE and not session.verdict:
            self.change(name, pick, "confirmations", 0)
        elif session.status == SessionStatus.ACTIVE:
            self.say(name, pick, "replies")
        elif session.status == SessionStatus.QUARANTINED:
            self.decide("superuser", pick, "release" if pick % 3 else "reject")
        elif session.status == SessionStatus.NEEDS_OPERATOR:
            self.correct("operator", pick, self.world.departments[pick // 2 % 2].code)
        else:
            self.pipeline_runs(pick, "routed")

    @rule(pick=picks, way=st.sampled_from(["release", "hold", "unhold", "reassign", "reopen"]))
    def manage(self, pick: int, way: str) -> None:
        """Do what a session does not need, and those in charge may do."""
        session = self._session(pick)
        if session is None:
            return
        if way == "unhold" and session.status not in lifecycle.IN_DEPARTMENT:
            self.work(pick)
            session.refresh_from_db()
        name = self._who_should(session)
        if way == "reassign":
            letter = (session.assigned_department or self.world.departments[0]).code[0]
            self.reassign("operator", pick, f"{letter}1")
            return
        for step in {"unhold": ("hold", "unhold"), "reopen": ("end", "reopen")}.get(way, (way,)):
            self.change("operator" if way == "reopen" else name, pick, step, 0)

    def _who_should(self, session: Session) -> str:
        owner, department = session.assigned_staff, session.assigned_department
        if owner is not None:
            return next(name for name, one in self.world.people.items() if one == owner)
        return f"{department.code[0]}0" if department else "operator"

    @rule(name=actors, pick=picks, to=st.sampled_from(["water", "roads", "nowhere"]))
    def correct(self, name: str, pick: int, to: str) -> None:
        session = self._session(pick)
        if session is None:
            return
        path = f"sessions/{session.pk}/{'route' if pick % 2 else 'corrections'}"
        code, _said = self._ask(name, path, department=to, reason="так вернее")
        if code < 400:
            assert not name.startswith("c")
            assert to != "nowhere"
            assert session.status not in {"CLOSED", "QUARANTINED"}
            session.refresh_from_db()
            assert session.assigned_department.code == to
            assert session.assigned_staff is None

    @rule(name=actors, pick=picks, to=st.sampled_from(["c0", "w0", "w1", "r0", "r1"]))
    def reassign(self, name: str, pick: int, to: str) -> None:
        session = self._session(pick)
        if session is None:
            return
        staff = self.world.people[to]
        path = f"sessions/{session.pk}/reassign"
        code, _said = self._ask(name, path, staff_uuid=str(staff.pk))
        if code < 400:
            assert name in {"operator", "superuser"}
            assert session.assigned_department.code[0] == to[0]

    @rule(name=actors, pick=picks, decision=st.sampled_from(["release", "reject"]))
    def decide(self, name: str, pick: int, decision: str) -> None:
        session = self._session(pick)
        if session is None:
            return
        code, _said = self._ask(name, f"quarantine/{session.pk}/{decision}")
        if code < 400:
            assert (name, session.status) == ("superuser", "QUARANTINED")

    @rule(pick=picks, outcome=st.sampled_from(["routed", "routed", "unsure", "injection", 503]))
    def pipeline_runs(self, pick: int, outcome: str | int) -> None:
        department = self.world.departments[pick % 2]

        def answer(asked: dict[str, object]):
            uuid, fence = UUID(str(asked["message_uuid"])), asked["fence"]
            if outcome == "injection" and not asked.get("injection_cleared"):
                return injection(uuid, fence=fence)
            make = unsure if outcome == "unsure" else routed
            return make(uuid, department, fence=fence)

        self.graph.answers.clear()
        self.graph.answers.append(503 if outcome == 503 else answer)
        for session in self.world.sessions():
            jobs = Job.objects.filter(kind="ROUTE", subject=session.pk, state=JobState.QUEUED)
            jobs.update(due_at=F("created_at"))
            for job in list(jobs):
                job_run(job_uuid=job.pk)

    @rule(pick=picks)
    def operator_notes_something(self, pick: int) -> None:
        """Do what an operator may always do where they see an open session."""
        session = self._session(pick)
        if session is None or session.status == SessionStatus.CLOSED:
            return
        if is_seen(self.world, "operator", session):
            code, said = self._ask("operator", f"sessions/{session.pk}/notes", text="Позвонить.")
            assert code == 201, said
            self._acknowledge(code, said, "Позвонить.")

    @rule(pick=picks)
    def owner_holds_and_takes_it_back(self, pick: int) -> None:
        """Do what the owner alone may do, which two actions by chance hardly ever are."""
        session = self._session(pick)
        owned = session.assigned_staff if session else None
        for name in [name for name, person in self.world.people.items() if person == owned]:
            self._ask(name, f"sessions/{session.pk}/hold")
            self._ask(name, f"sessions/{session.pk}/unhold")

    @rule(hours=st.sampled_from([1, 3, 21, 23, 30]))
    def time_passes(self, hours: int) -> None:
        for session in self.world.sessions():
            clock_move(session, back=timedelta(hours=hours))
        session_clocks_look()

    @rule(name=actors, pick=picks)
    def look(self, name: str, pick: int) -> None:
        session = self._session(pick)
        if session is None:
            return
        client = self.world.clients[name]
        answer = client.get(f"/api/v1/sessions/{session.pk}")
        assert (answer.status_code == 200) is is_seen(self.world, name, session)
        listed = client.get("/api/v1/sessions?page_size=100").json()["results"]
        seen = [one for one in self.world.sessions() if is_seen(self.world, name, one)]
        if name != "superuser":
            assert {row["session_uuid"] for row in listed} == {str(one.pk) for one in seen}
        if answer.status_code == 200:
            self._same_as_polled(client, session, answer.json())
        if name.startswith("c"):
            assert "INTERNAL" not in answer.content.decode()

    def _same_as_polled(self, client: APIClient, session: Session, detail) -> None:
        """Reading in pages gives what reading at once gives (G4)."""
        polled: list[object] = []
        after, has_more = 0, True
        while has_more:
            path = f"/api/v1/sessions/{session.pk}/messages?after_seq={after}&limit=3"
            page = client.get(path).json()
            polled += page["results"]
            after, has_more = polled[-1]["sequence"], page["has_more"]
        assert polled == detail["messages"]

    @invariant()
    def nothing_is_lost_doubled_or_forgotten(self) -> None:
        self.accepted["steps"] += 1
        self.ledger.check()


@pytest.mark.timeout(900)
def test_two_thousand_random_actions_break_nothing(db, graph):
    profile = profile_of(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    Actions.graph = graph
    run_state_machine_as_test(Actions, settings=profile)
    # Nothing was broken because much was done, not because all was refused.
    assert Actions.accepted["steps"] >= STEPS_IN_ALL
    never = {action for action in WORTH_DOING if not Actions.accepted[action]}
    assert len(never) <= 1, never  # Chance leaves one out now and then.
