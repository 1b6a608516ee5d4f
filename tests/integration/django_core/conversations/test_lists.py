"""Lists ask the database as often for 1,000 rows as for 10, and pages are capped (S33)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator

from django_core.conversations.lifecycle import SessionStatus
from tests.factories.many import district_grow, session_grow, sessions_make
from tests.factories.messages import session_waiting

PATHS = {
    "sessions": ("staff", "/api/v1/sessions"),
    "search": ("operator", "/api/v1/sessions?words=труб&status=WAITING"),
    "department queue": ("staff", "/api/v1/departments/water_sewer/queue"),
    "operator queue": ("operator", "/api/v1/operator-queue"),
    "quarantine": ("superuser", "/api/v1/quarantine"),
    "notices": ("staff", "/api/v1/notices"),
    "canned replies": ("staff", "/api/v1/departments/water_sewer/canned-replies"),
    "departments": ("staff", "/api/v1/departments"),
    "unread": ("staff", "/api/v1/unread"),
    "people": ("superuser", "/api/v1/people?kind=CITIZEN"),
    "corrections": ("operator", "/api/v1/corrections"),
    "statistics": ("operator", "/api/v1/statistics"),
    "pipeline health": ("operator", "/api/v1/pipeline-health"),
    "audit": ("superuser", "/api/v1/audit"),
    "prompts": ("superuser", "/api/v1/prompts"),
    "districts": ("operator", "/api/v1/districts"),
    "departments of a district": ("operator", "/api/v1/districts/yunusobod/departments"),
    "staff of a department": ("operator", "/api/v1/departments/water_sewer/staff"),
    "sign-ins": ("staff", "/api/v1/auth/sessions"),
    "me": ("staff", "/api/v1/auth/me"),
    "places": ("operator", "/api/v1/places"),
    "session": ("operator", "/api/v1/sessions/{session_uuid}"),
    "messages": ("operator", "/api/v1/sessions/{session_uuid}/messages"),
    "citizen": ("operator", "/api/v1/sessions/{session_uuid}/citizen"),
    "deliveries": ("operator", "/api/v1/sessions/{session_uuid}/deliveries"),
    "voters": ("operator", "/api/v1/sessions/{session_uuid}/voters"),
    "analysis": ("operator", "/api/v1/sessions/{session_uuid}/analysis"),
}
# One thing each, whose lists are as long as the thing has parts.
NO_LIST_GROWS = {"/api/v1/corrections/{correction_uuid}"}


@pytest.fixture
def long(citizen, water):
    """A session of which more and more is to be told."""
    return session_waiting(citizen, water)


@pytest.fixture
def grow(water, staff, long):
    """Make so many rows of each kind of list."""

    def run(count):
        for status in (SessionStatus.WAITING, SessionStatus.NEEDS_OPERATOR):
            sessions_make(water, staff, count=count, status=status)
        session_grow(long, count=count)
        district_grow(water, staff, count=count)

    return run


def _queries(client, path):
    client.get(path)  # What is asked once a minute, such as when somebody was last seen.
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path, {"page_size": 100} if "?" not in path else None)
    assert answer.status_code == 200
    return len(seen), answer.json()


def test_every_list_asks_as_often_for_a_thousand_rows_as_for_ten(
    grow, long, staff, operator, superuser, client_of
):
    actors = {"staff": staff, "operator": operator, "superuser": superuser}
    clients = {name: client_of(actor) for name, actor in actors.items()}
    counts = []
    for total in (10, 990):
        grow(total)
        counts.append(
            {
                name: _queries(clients[actor], path.format(session_uuid=long.pk))[0]
                for name, (actor, path) in PATHS.items()
            }
        )
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 12


def test_page_never_holds_more_than_a_hundred_rows(water, staff, client_of):
    sessions_make(water, staff, count=120, status=SessionStatus.WAITING)
    client = client_of(staff)
    for path in ("/api/v1/sessions", "/api/v1/departments/water_sewer/queue", "/api/v1/notices"):
        page = client.get(path, {"page_size": 100_000}).json()
        assert (page["count"], len(page["results"])) == (120, 100)


def _lists(schema):
    """Paths of the GET routes whose answer holds a list of rows."""
    for path, operations in schema["paths"].items():
        content = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        body = content.get("application/json", {}).get("schema", {})
        name = body.get("$ref", "").rpartition("/")[2]
        fields = schema["components"]["schemas"].get(name, {}).get("properties", {})
        if body.get("type") == "array" or any(
            one.get("type") == "array" for one in fields.values()
        ):
            yield path


def test_every_list_of_the_schema_is_asked():
    asked = {path.partition("?")[0] for _, path in PATHS.values()}
    names = {"{code}": "water_sewer", "{district}": "yunusobod"}
    for path in _lists(SchemaGenerator().get_schema(public=True)):
        for name, value in names.items():
            path = path.replace(name, value)  # noqa: PLW2901  # the same path, filled in
        assert path in asked | NO_LIST_GROWS
