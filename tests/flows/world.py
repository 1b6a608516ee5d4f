"""The people of a run of random actions, what they see, and what must hold after each action."""

from itertools import groupby
from uuid import UUID, uuid4

from rest_framework.test import APIClient

from django_core.base.models import ACTIVE, Job
from django_core.conversations import lifecycle
from django_core.conversations.lifecycle import SessionStatus
from django_core.conversations.models import Message, Session
from tests.factories import people
from tests.fakes.graph import FakeGraph


class World:
    """The people of one run and their clients."""

    def __init__(self, graph: FakeGraph) -> None:
        self.graph = graph
        self.district = people.district_make(code=f"d{uuid4().hex[:8]}", prefix=_prefix())
        self.departments = [
            people.department_make(self.district, code=code) for code in ("water", "roads")
        ]
        self.people = {
            f"c{number}": people.citizen_make(self.district, username=f"c{uuid4()}")
            for number in range(3)
        }
        for department, letter in zip(self.departments, "wr", strict=True):
            for number in range(2):
                self.people[f"{letter}{number}"] = people.staff_make(department)
        self.people["operator"] = people.operator_make(self.district)
        self.people["superuser"] = people.superuser_make()
        self.clients = {name: APIClient() for name in self.people}
        for name, client in self.clients.items():
            client.force_login(self.people[name])

    def sessions(self) -> list[Session]:
        rows = Session.objects.filter(district=self.district)
        return list(rows.select_related("assigned_department", "assigned_staff").order_by("number"))

    def messages(self):
        return Message.objects.filter(district=self.district)


def _prefix() -> str:
    return "".join(chr(65 + byte % 26) for byte in uuid4().bytes[:4])


def is_seen(world: World, name: str, session: Session) -> bool:
    """Say who may see a session, in other words than the code's (P36, S28)."""
    person = world.people[name]
    if name == "superuser":
        return True
    if name.startswith("c"):
        return session.citizen_id == person.pk
    is_aside = session.status == "QUARANTINED" or session.close_reason == "REJECTED"
    if is_aside:
        return False
    department = session.assigned_department
    return name == "operator" or (department is not None and department.code[0] == name[0])


class Ledger:
    """What people were told was saved, and what the database must say of it at any time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.acknowledged: dict[UUID, str] = {}
        self.versions: dict[UUID, int] = {}

    def check(self) -> None:
        """Compare the database with what was acknowledged (G1 to G4)."""
        sessions = self.world.sessions()
        self._owners_and_clocks(sessions)
        self._messages_of({one.pk: one for one in sessions})
        routing = [one.pk for one in sessions if one.status == "ROUTING"]
        waiting = Job.objects.filter(kind="ROUTE", subject__in=routing, state__in=ACTIVE)
        assert waiting.count() == len(routing)  # G2

    def _owners_and_clocks(self, sessions: list[Session]) -> None:
        still_open = [one.citizen_id for one in sessions if one.status != "CLOSED"]
        assert len(still_open) == len(set(still_open))  # G3
        for one in sessions:
            assert (one.status == "ACTIVE") <= (one.assigned_staff is not None)
            assert (one.status == "CLOSED") is (one.closed_at is not None)
            assert (one.status == "CLOSED") <= (one.closes_at is None)
            assert one.version >= self.versions.get(one.pk, 0)
            self.versions[one.pk] = one.version

    def _messages_of(self, sessions: dict[UUID, Session]) -> None:
        rows = list(self.world.messages().order_by("session", "sequence"))
        stored = {row.pk: row.text for row in rows}
        assert {uuid: stored.get(uuid) for uuid in self.acknowledged} == self.acknowledged  # G1
        for uuid, group in groupby(rows, key=lambda row: row.session_id):
            said = list(group)
            session = sessions[uuid]
            numbers = [row.sequence for row in said]
            assert numbers == list(range(1, session.last_sequence + 1))  # G4
            is_closed = session.status == SessionStatus.CLOSED
            assert is_closed <= (said[-1].notice == lifecycle.Notice.SESSION_CLOSED)
