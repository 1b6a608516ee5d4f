"""What was set aside is shown to nobody but its citizen and superusers (S28)."""

import pytest
from rest_framework.test import APIClient

from django_core.files.models import Attachment
from tests.factories import people
from tests.factories.files import attachment_make
from tests.factories.messages import TEXT, injection, jobs_run, session_waiting, submit

CANARY = "kanareyka7731"
SESSION = "/api/v1/sessions/{session_uuid}"
PATHS = (
    *("/api/v1/sessions", f"/api/v1/sessions?words={CANARY}", "/api/v1/sessions?number={number}"),
    *(SESSION, f"{SESSION}/messages", f"{SESSION}/transcript", f"{SESSION}/citizen"),
    *(f"{SESSION}/analysis", f"{SESSION}/voters", f"{SESSION}/files/{{file_uuid}}"),
    *("/api/v1/departments/water_sewer/queue", "/api/v1/operator-queue", "/api/v1/notices"),
    *("/api/v1/quarantine", "/api/v1/corrections", "/api/v1/unread", "/api/v1/statistics"),
    "/api/v1/statistics/export?table=confusion",
)


@pytest.fixture
def names(citizen, water, staff, operator, graph) -> dict[str, str]:
    """A session set aside, with a file; its words, number and file under one name each."""
    file = attachment_make(citizen, name=f"{CANARY}.png")
    saved = submit(citizen, f"{TEXT} {CANARY}")
    Attachment.objects.filter(pk=file.pk).update(message=saved.message)
    graph.answers.append(injection(saved.message.pk))
    jobs_run()
    return {
        "session_uuid": str(saved.session.pk),
        "number": saved.session.number,
        "file_uuid": str(file.pk),
    }


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", ["staff", "operator"])
def test_words_of_what_was_set_aside_reach_no_staff_and_no_operator(who, path, names, request):
    client = APIClient()
    client.force_login(request.getfixturevalue(who))
    answer = client.get(path.format(**names))
    body = answer.content.decode(errors="replace")
    assert answer.status_code in (200, 403, 404)
    assert CANARY not in body
    assert names["session_uuid"] not in body
    assert names["number"] not in body


def test_earlier_session_that_was_set_aside_is_not_in_the_citizens_panel(
    names, citizen, water, staff, superuser, client_of
):
    boss = client_of(superuser)
    boss.post(f"/api/v1/quarantine/{names['session_uuid']}/reject", {}, format="json")
    later = session_waiting(citizen, water, TEXT + " Другое.")
    shown = client_of(staff).get(f"/api/v1/sessions/{later.pk}/citizen").json()
    assert shown["earlier_sessions"] == []


def test_nothing_of_it_is_taught(names, graph):
    assert [call.path for call in graph.calls] == ["/v1/route"]


def test_superuser_sees_it_and_decides_about_many_at_once(names, superuser, district, client_of):
    client = client_of(superuser)
    (shown,) = client.get("/api/v1/quarantine").json()["results"]
    assert CANARY in shown["text"]
    unknown = str(people.citizen_make(district).pk)
    body = {"session_uuids": [names["session_uuid"], unknown], "verdict": "REJECTED"}
    decided = client.post("/api/v1/quarantine/decisions", body, format="json").json()
    assert [row["code"] for row in decided] == [None, "SESSION_NOT_FOUND"]
    (shown,) = client.get("/api/v1/quarantine").json()["results"]
    assert shown["verdict"] == "REJECTED"
