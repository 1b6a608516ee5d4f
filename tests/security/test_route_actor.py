"""The route × actor matrix: every route of the schema, and who passes it (S1, S2, S5)."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from django_core.accounts.models import SignIn, User
from django_core.audit.models import AuditEntry
from django_core.conversations.models import CannedReply, Message, Session
from django_core.departments.models import Department
from django_core.feedback.models import Correction
from django_core.files.models import Attachment
from django_core.prompts.services import prompt_create
from serve_graph.signing import AUDIENCE_DJANGO, sign
from tests.factories import files, people
from tests.factories.messages import jobs_run, routed, submit

REFUSALS = {401, 403, 404}
SHOWS_NOBODY = (
    *("GET /api/v1/auth/", "GET /api/v1/status/", "GET /api/v1/departments$", "GET /api/v1/places"),
    *("GET /api/v1/districts", "GET /api/v1/prompts", "GET /api/v1/pipeline-health"),
    "GET /api/v1/statistics",  # Sums only.
)
METHODS = ("get", "post", "put", "patch", "delete")
MATRIX = yaml.safe_load((Path(__file__).parent / "route_actor.yaml").read_text(encoding="utf-8"))
ROUTES: dict[str, dict[str, Any]] = MATRIX["routes"]
EVERYBODY: list[str] = MATRIX["groups"]["everybody"]


@dataclass(frozen=True)
class World:
    """People, and what the placeholders of the matrix stand for."""

    people: dict[str, User]
    names: dict[str, str]

    def filled(self, text: str) -> str:
        return text.format(**self.names)


@pytest.fixture
def world(citizen, water, roads, graph) -> World:
    x1, x2, district = people.staff_make(water), people.staff_make(water), water.district
    saved = submit(citizen)
    graph.answers.append(routed(saved.message.pk, water))
    jobs_run()
    session = Session.objects.get(pk=saved.session.pk)
    canned = CannedReply.objects.create(
        district=district, department=water, language="ru", title="a", text="b", author=x1
    )
    sent, unsent = (files.attachment_make(citizen) for _ in range(2))
    Attachment.objects.filter(pk=sent.pk).update(message=saved.message)
    APIClient().force_login(citizen)
    correction = _held_correction(session, author=x1, right=roads)
    found = {
        "citizen_a": citizen,
        "citizen_b": people.citizen_make(district),
        "staff_x1": x1,
        "staff_x2": x2,
        "staff_y1": people.staff_make(roads),
        "operator": people.operator_make(district),
        "stranger": people.operator_make(people.district_make(code="other", prefix="OT")),
        "superuser": people.superuser_make(),
    }
    names = {
        "session_uuid": str(session.pk),
        "number": session.number,
        "code": water.code,
        "other_code": roads.code,
        "reply_uuid": str(canned.pk),
        "staff_x1": str(x1.pk),
        "staff_x2": str(x2.pk),
        "correction_uuid": str(correction.pk),
        "attachment_uuid": str(sent.pk),
        "user_uuid": str(found["staff_y1"].pk),
        "district": district.code,
        "version": prompt_create(found["superuser"], template="{candidates} {message}").version,
        "file_uuid": str(unsent.pk),
        "sign_in_uuid": str(SignIn.objects.get(user=citizen).uuid),
    }
    return World(people=found, names=names)


def _held_correction(session: Session, *, author: User, right: Department) -> Correction:
    return Correction.objects.create(
        lesson_uuid=session.pk,
        district=session.district,
        session=session,
        message=Message.objects.get(session=session),
        right_department=right,
        author=author,
        reason="Это яма на дороге",
        teach_state="HELD",
    )


def _allowed(route: str) -> set[str]:
    groups = MATRIX["groups"]
    return {actor for name in ROUTES[route]["actors"] for actor in groups.get(name, [name])}


def _client(actor: str, world: World, settings) -> APIClient:
    client = APIClient()
    if actor in world.people:
        client.force_login(world.people[actor])
    elif actor == "service":
        now = datetime.now(tz=UTC)
        token = sign(key=settings.SERVICE_KEY, audience=AUDIENCE_DJANGO, body=b"", now=now)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def _status(route: str, actor: str, world: World, settings) -> int:
    """Ask as the actor, and undo what that did."""
    method, _space, path = route.partition(" ")
    body = {
        name: world.filled(value) if isinstance(value, str) else value
        for name, value in ROUTES[route].get("body", {}).items()
    }
    with transaction.atomic():
        client = _client(actor, world, settings)
        call = getattr(client, method.lower())
        answer = call(world.filled(path), *([] if method == "GET" else [body]), format="json")
        transaction.set_rollback(True)
    return answer.status_code


def _schema_routes() -> set[str]:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {
        f"{method.upper()} {path}"
        for path, operations in paths.items()
        for method in operations
        if method in METHODS
    }


def test_every_route_of_the_schema_is_in_the_matrix_and_no_other():
    assert _schema_routes() == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
def test_named_actors_pass_and_all_others_are_refused(route, world, settings):
    statuses = {actor: _status(route, actor, world, settings) for actor in EVERYBODY}
    passed = {actor for actor, status in statuses.items() if status not in REFUSALS}
    assert passed == _allowed(route), statuses
    assert max(statuses.values()) < 500


def _shows_people(route: str) -> bool:
    return route.startswith("GET ") and not f"{route}$".startswith(SHOWS_NOBODY)


@pytest.mark.parametrize("route", list(filter(_shows_people, ROUTES)))
def test_every_look_of_a_superuser_that_shows_people_is_written_down(route, world, settings):
    """Each route that a superuser reads, but those about nobody or about themselves (S6, P39)."""
    path = world.filled(route.removeprefix("GET "))
    answer = _client("superuser", world, settings).get(path)
    looks = AuditEntry.objects.filter(action="PERSONAL_DATA_SEEN")
    assert looks.count() == int(answer.status_code == 200), path


@pytest.mark.parametrize("route", [route for route in ROUTES if "{session_uuid}" in route])
def test_session_of_another_looks_like_one_that_does_not_exist(route, world, settings):
    """The same status and the same words, so that a guessed id tells nothing (S1)."""
    method, _space, path = route.partition(" ")
    answers = []
    for session_uuid in (world.names["session_uuid"], str(uuid.uuid4())):
        names = world.names | {"session_uuid": session_uuid}
        body = {
            name: value.format(**names) if isinstance(value, str) else value
            for name, value in ROUTES[route].get("body", {}).items()
        }
        client = _client("citizen_b", world, settings)
        call = getattr(client, method.lower())
        answer = call(path.format(**names), *([] if method == "GET" else [body]), format="json")
        answers.append((answer.status_code, answer.json()))
    assert answers[0] == answers[1]
