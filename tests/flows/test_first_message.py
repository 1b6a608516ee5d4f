"""A citizen writes, the pipeline finds the department, its staff see it and correct it."""

from tests.factories import people
from tests.factories.messages import TEXT, jobs_run, routed


def test_message_reaches_its_department_and_a_correction_teaches_the_router(
    citizen, staff, water, roads, graph, client_of
):
    right = people.staff_make(roads)
    at_home, at_water, at_roads = client_of(citizen), client_of(staff), client_of(right)

    sent = at_home.post(
        "/api/v1/messages", {"text": TEXT, "client_message_id": "phone-1"}, format="json"
    ).json()
    path = f"/api/v1/sessions/{sent['session_uuid']}"
    assert at_home.get(path).json()["status"] == "ROUTING"
    assert sent["notice"] == "FINDING_DEPARTMENT"

    graph.answers.append(lambda asked: routed(asked["message_uuid"], water, fence=asked["fence"]))
    jobs_run()

    (waiting,) = at_water.get("/api/v1/departments/water_sewer/queue").json()["results"]
    assert (waiting["number"], waiting["preview"]) == (sent["number"], TEXT)
    assert at_water.get(f"{path}/analysis").json()["confidence"] == 0.9

    moved = at_water.post(
        f"{path}/corrections", {"department": "roads", "reason": "Яма на дороге"}, format="json"
    )
    assert moved.status_code == 201
    assert at_water.get(path).status_code == 404
    assert at_roads.get("/api/v1/departments/roads/queue").json()["count"] == 1
    assert at_home.get(path).json()["messages"][-1]["notice"] == "SESSION_MOVED"

    jobs_run()
    assert [call.body["department_code"] for call in graph.calls if "learn" in call.path] == [
        "roads"
    ]


def test_session_nobody_could_route_is_given_to_a_department_by_an_operator(
    citizen, operator, roads, graph, client_of
):
    at_desk = client_of(operator)
    client_of(citizen).post("/api/v1/messages", {"text": TEXT}, format="json")
    graph.answers.append(400)  # A refusal that no repetition can mend.
    jobs_run()

    (waiting,) = at_desk.get("/api/v1/sessions?status=NEEDS_OPERATOR").json()["results"]
    path = f"/api/v1/sessions/{waiting['session_uuid']}"
    at_desk.post(
        f"{path}/corrections", {"department": "roads", "reason": "Яма на дороге"}, format="json"
    )

    assert at_desk.get(path).json()["department"]["code"] == "roads"
