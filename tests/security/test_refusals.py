"""What a signed-in person may not do to what they may see (S3, S4, S5, S32)."""

import pytest

from django_core.accounts.models import User
from django_core.conversations.models import Message, Session
from tests.factories import people
from tests.factories.messages import TEXT, jobs_run, routed, submit

FORGED = {
    "is_staff_message": True,
    "sender_kind": "STAFF",
    "assigned_admin": "x",
    "assigned_staff": "x",
    "assigned_department": "x",
    "status": "CLOSED",
    "state": "ROUTED",
    "confidence": 1.0,
    "verdict": "CONFIRMED",
    "number": "YD-2611-9999",
    "version": 99,
    "sequence": 99,
    "citizen": "x",
    "kind": "SUPERUSER",
    "is_superuser": True,
}
COUNTED = ("status", "verdict", "number", "citizen_id", "assigned_department_id")


@pytest.fixture
def session(citizen, water, graph) -> Session:
    saved = submit(citizen)
    graph.answers.append(routed(saved.message.pk, water))
    jobs_run()
    return Session.objects.get(pk=saved.session.pk)


@pytest.fixture
def path(session) -> str:
    return f"/api/v1/sessions/{session.pk}"


def _post(client, path, **body):
    return client.post(path, body, format="json")


def _talking(client, path) -> None:
    """Let a member of staff take the session and say the first word."""
    for action, body in (("pick", {}), ("confirmations", {}), ("replies", {"text": "Мы едем."})):
        assert _post(client, f"{path}/{action}", **body).status_code in (200, 201)


def test_colleague_cannot_answer_a_session_of_another(session, path, staff, water, client_of):
    _talking(client_of(staff), path)
    colleague = client_of(people.staff_make(water))
    refused = _post(colleague, f"{path}/replies", text="Это моё.")
    assert (refused.status_code, refused.json()["code"]) == (409, "SESSION_PICKED_BY_OTHER")
    assert not Message.objects.filter(text="Это моё.").exists()


def test_fields_that_are_read_only_change_nothing(session, path, citizen, staff, client_of):
    _talking(client_of(staff), path)
    before = Session.objects.values(*COUNTED).get(pk=session.pk)
    for user, action in ((citizen, "messages"), (staff, "replies")):
        answer = _post(
            client_of(user), f"{path}/{action}", **{**FORGED, "version": None}, text=TEXT
        )
        assert answer.status_code in (201, 422), answer.json()
    _post(client_of(citizen), "/api/v1/messages", **FORGED, text=TEXT)
    assert Session.objects.values(*COUNTED).get(pk=session.pk) == before
    assert set(Message.objects.filter(text=TEXT).values_list("sender_kind", flat=True)) <= {
        "CITIZEN",
        "STAFF",
    }
    assert not Message.objects.filter(sender=citizen).exclude(sender_kind="CITIZEN").exists()


def test_registration_never_makes_more_than_a_citizen(district, client, settings):
    body = {"registration_token": "forged", "name": "A B", "district": "yunusobod", **FORGED}
    assert client.post("/api/v1/auth/register", body, "application/json").status_code == 401
    assert not User.objects.filter(kind="SUPERUSER").exists()


def test_locked_and_closed_sessions_take_no_message_of_the_citizen(
    session, path, citizen, staff, client_of
):
    writer, worker = client_of(citizen), client_of(staff)
    locked = _post(writer, f"{path}/messages", text=TEXT)
    assert (locked.status_code, locked.json()["code"]) == (409, "SESSION_LOCKED")
    _talking(worker, path)
    assert _post(writer, f"{path}/messages", text=TEXT).status_code == 201
    _post(worker, f"{path}/end")
    closed = _post(writer, f"{path}/messages", text=TEXT + " Ещё раз.")
    assert closed.status_code == 409
    assert Message.objects.filter(sender=citizen).count() == 2


@pytest.mark.parametrize("who", ["citizen", "staff", "operator"])
def test_admin_site_is_closed_to_all_but_superusers(who, client, request, session):
    client.force_login(request.getfixturevalue(who))
    for page in ("", "accounts/user/", "audit/auditentry/", "routing/injectionlog/"):
        answer = client.get(f"/admin/{page}")
        assert answer.status_code in (302, 404), page
    assert client.post("/admin/accounts/user/", {"action": "switch_off"}).status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_sign_in_of_the_admin_site_leads_nowhere_else(target, client, superuser):
    client.force_login(superuser)
    answer = client.get("/admin/login/", {"next": target})
    assert "evil.example" not in answer.headers.get("Location", "")
