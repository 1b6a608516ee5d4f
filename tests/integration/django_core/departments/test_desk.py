"""Districts, departments, people, prompts and the audit log for those who run them (Q2, Q3)."""

import pytest
from django.db.models import F

from django_core.accounts.models import SignIn, User
from django_core.audit.models import AuditEntry
from django_core.departments.models import Department, DepartmentText, District, Membership
from django_core.prompts.models import PromptVersion
from django_core.routing import graph_client
from tests.factories import people
from tests.factories.messages import jobs_run, routed, session_talking, submit

PASSWORD = "a-long-password-of-a-test"  # noqa: S105  # nobody real has it
PLACE = "/api/v1/districts/yunusobod"
RU = {"language": "ru", "name": "Парки", "description": "Деревья и газоны", "wordings": ["Дерево"]}
UZ = {**RU, "language": "uz", "name": "Bog‘lar"}
TEMPLATE = "Choose. {candidates}\n{fence}\n{message}\n{fence}"


@pytest.fixture
def ask(client_of):
    """Call the API as somebody; returns status and body."""

    def run(user, method, path, **body):
        call = getattr(client_of(user), method)
        answer = call(path, body, format="json") if method != "get" else call(path, body)
        return answer.status_code, answer.json() if answer.content else None

    return run


def _index(ask, user) -> str:
    return ask(user, "get", PLACE)[1]["index"]["state"]


def test_changed_text_is_indexed_by_a_job_and_the_state_is_shown(water, operator, graph, ask):
    ask(operator, "post", f"{PLACE}/index")
    jobs_run()
    before = _index(ask, operator)
    status, body = ask(operator, "patch", f"{PLACE}/departments/{water.code}", texts=[RU])
    behind = _index(ask, operator)
    jobs_run()
    sent = graph.calls[-1].body["departments"][0]["texts"]
    assert (status, before, behind, _index(ask, operator)) == (200, "CURRENT", "BEHIND", "CURRENT")
    assert [text["name"] for text in body["texts"] if text["language"] == "ru"] == ["Парки"]
    assert {"language": "ru", **{key: RU[key] for key in ("name", "wordings")}}.items() <= next(
        text for text in sent if text["language"] == "ru"
    ).items()


def test_text_changed_while_the_index_is_written_leaves_it_behind(
    water, operator, graph, ask, monkeypatch
):
    replace = graph_client.departments_replace

    def slow(request):
        District.objects.update(texts_version=F("texts_version") + 1)
        return replace(request)

    monkeypatch.setattr(graph_client, "departments_replace", slow)
    ask(operator, "post", f"{PLACE}/index")
    jobs_run()
    assert len(graph.calls) == 1
    assert _index(ask, operator) == "BEHIND"


def test_graph_that_is_away_keeps_the_index_behind(water, operator, graph, ask):
    graph.learn_status = 503
    ask(operator, "post", f"{PLACE}/index")
    jobs_run()
    assert _index(ask, operator) == "BEHIND"
    graph.learn_status = 200
    jobs_run()
    assert _index(ask, operator) == "CURRENT"


def test_threshold_of_a_district_is_what_the_graph_is_asked_with(
    citizen, water, superuser, graph, ask
):
    status, body = ask(superuser, "patch", PLACE, confidence_threshold=0.71, max_tokens=300)
    saved = submit(citizen)
    graph.answers.append(routed(saved.message.pk, water))
    jobs_run()
    assert (status, body["confidence_threshold"]) == (200, 0.71)
    assert graph.routes()[0].body["confidence_threshold"] == 0.71
    _status, run = ask(superuser, "get", f"/api/v1/sessions/{saved.session.pk}/analysis")
    asked = run["attempts"][0]
    assert (asked["confidence_threshold"], asked["max_tokens"]) == (0.71, 300)
    entry = AuditEntry.objects.get(action="DISTRICT_CHANGED")
    assert entry.data["changed"]["confidence_threshold"] == [0.6, 0.71]


def test_superuser_makes_a_district_with_a_department(superuser, ask):
    place = {"code": "chilonzor", "name": "Chilonzor", "number_prefix": "CH"}
    assert ask(superuser, "post", "/api/v1/districts", **place)[0] == 201
    assert ask(superuser, "post", "/api/v1/districts", **place)[0] == 409
    path = "/api/v1/districts/chilonzor/departments"
    assert ask(superuser, "post", path, code="parks", texts=[RU])[1]["code"] == "TEXTS_INCOMPLETE"
    assert ask(superuser, "post", path, code="parks", texts=[RU, UZ])[0] == 201
    assert ask(superuser, "post", path, code="parks", texts=[RU, UZ])[1]["code"] == "CODE_TAKEN"
    assert Department.objects.get(code="parks").texts.count() == 2


def test_operator_writes_texts_and_closes_nothing(water, operator, ask):
    path = f"{PLACE}/departments/{water.code}"
    elsewhere = people.operator_make(people.district_make(code="other", prefix="OT"))
    assert ask(operator, "patch", path, is_active=False)[0] == 403
    assert ask(elsewhere, "patch", path, texts=[RU])[0] == 404
    assert not DepartmentText.objects.filter(name="Парки").exists()


def test_superuser_makes_staff_who_work_at_once(water, superuser, client_of, ask, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    body = {"username": "new.one", "kind": "STAFF", "name": "New One", "password": PASSWORD}
    body |= {"district": "yunusobod", "departments": [water.code]}
    status, made = ask(superuser, "post", "/api/v1/people", **body)
    assert (status, made["person"]["departments"]) == (201, [water.code])
    assert made["authenticator_uri"].startswith("otpauth://")
    user = User.objects.get(username="new.one")
    assert client_of(user).get(f"/api/v1/departments/{water.code}/queue").status_code == 200
    refused = ask(superuser, "post", "/api/v1/people", **{**body, "departments": ["none"]})
    assert refused[0] in (409, 422)


def test_person_who_is_switched_off_is_out_at_once_and_can_come_back(
    staff, superuser, client_of, ask
):
    client = client_of(staff)
    path = f"/api/v1/people/{staff.pk}"
    assert ask(superuser, "post", f"{path}/switch-off")[1]["is_active"] is False
    assert client.get("/api/v1/auth/me").status_code == 401
    assert not SignIn.objects.filter(user=staff).exists()
    assert ask(superuser, "post", f"{path}/switch-on")[1]["is_active"] is True
    assert client_of(staff).get("/api/v1/auth/me").status_code == 200
    assert ask(superuser, "post", f"/api/v1/people/{superuser.pk}/switch-off")[0] == 409


def test_staff_become_an_operator_and_leave_their_department(staff, superuser, client_of, ask):
    client = client_of(staff)
    ask(superuser, "put", f"/api/v1/people/{staff.pk}/role", kind="OPERATOR")
    assert client.get("/api/v1/auth/me").status_code == 401
    assert not Membership.objects.filter(user=staff).exists()
    assert client_of(User.objects.get(pk=staff.pk)).get("/api/v1/operator-queue").status_code == 200


def test_staff_work_in_exactly_the_departments_that_are_set(
    staff, water, roads, superuser, client_of, ask
):
    path = f"/api/v1/people/{staff.pk}/departments"
    assert ask(superuser, "put", path, departments=["roads"])[1]["departments"] == ["roads"]
    assert client_of(staff).get(f"/api/v1/departments/{water.code}/queue").status_code == 404
    assert ask(superuser, "put", path, departments=["none"])[0] == 422
    assert ask(superuser, "put", path, departments=[])[1]["departments"] == []


def test_people_are_found_by_kind_place_and_name(water, staff, operator, superuser, citizen, ask):
    def found(**wanted):
        _status, body = ask(superuser, "get", "/api/v1/people", **wanted)
        return [row["username"] for row in body["results"]]

    assert found(kind="STAFF") == [staff.username]
    assert found(department=water.code) == [staff.username]
    assert found(words=operator.username.upper()) == [operator.username]
    assert found(district="none") == []
    officials = sorted(one.username for one in (staff, operator, superuser))
    assert found(is_official=True) == officials
    assert found(kind="CITIZEN") == [citizen.username]


def test_colleagues_of_a_department_are_named_for_whoever_reassigns(water, staff, operator, ask):
    status, rows = ask(operator, "get", f"/api/v1/departments/{water.code}/staff")
    assert (status, [row["user_uuid"] for row in rows]) == (200, [str(staff.pk)])


def test_prompt_in_force_is_the_one_that_was_activated(superuser, ask):
    for _ in range(2):
        assert ask(superuser, "post", "/api/v1/prompts", template=TEMPLATE)[0] == 201
    assert not PromptVersion.objects.filter(is_active=True).exists()
    for version in ("v1", "v2"):
        assert ask(superuser, "post", f"/api/v1/prompts/{version}/activate")[0] == 200
        assert PromptVersion.objects.get(is_active=True).version == version
    ask(superuser, "post", "/api/v1/prompts/deactivate")
    assert not PromptVersion.objects.filter(is_active=True).exists()
    rows = ask(superuser, "get", "/api/v1/prompts")[1]["results"]
    assert [row["version"] for row in rows] == ["v2", "v1"]


@pytest.mark.parametrize("template", ["", "{message}", "{candidates}", "{candidates}{message}\x00"])
def test_prompt_without_its_places_is_refused(superuser, ask, template):
    status, body = ask(superuser, "post", "/api/v1/prompts", template=template)
    assert (status, body["code"]) == (422, "TEMPLATE_REFUSED")


def test_audit_log_is_read_from_the_end_and_narrowed(citizen, staff, water, superuser, ask):
    session = session_talking(citizen, staff, water)
    path = "/api/v1/audit"
    entries = ask(superuser, "get", path, subject_uuid=str(session.pk))[1]["results"]
    ids = [entry["id"] for entry in entries]
    assert ids == sorted(ids, reverse=True)
    assert {"SESSION_OPENED", "SESSION_PICKED"} <= {entry["action"] for entry in entries}
    picked = ask(superuser, "get", path, action="SESSION_PICKED", actor_uuid=str(staff.pk))[1]
    assert len(picked["results"]) == 1
    older = ask(superuser, "get", path, subject_uuid=str(session.pk), before_id=ids[0])[1]
    assert [entry["id"] for entry in older["results"]] == ids[1:]


def test_places_to_register_in_are_public(district, client):
    answer = client.get("/api/v1/places")
    assert answer.json() == [{"code": "yunusobod", "name": "Yunusobod"}]
