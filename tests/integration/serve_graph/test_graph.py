"""The graph in a real local Ray, deployed from its configuration: the door, scaling, crashes."""

import json
import os
import re
import signal
import time
import uuid
from typing import Any

import httpx
import pytest

from k8s.dashboards.queries import metrics_wanted
from k8s.devstack.settings import GraphProfile
from serve_graph.contract import CALLBACK_PATH, Stage
from serve_graph.contract_teaching import PREVIEW_PATH
from serve_graph.settings import GraphSettings
from serve_graph.signing import AUDIENCE_DJANGO, verify
from tests.integration.serve_graph.conftest import (
    ATTACK,
    DISTRICT,
    WATER,
    DjangoDouble,
    Graph,
    learn_request,
)

pytestmark = pytest.mark.timeout(420)  # The first test waits for the cluster.

LIGHT = "На нашей улице уже неделю не горит ни один уличный фонарь"


@pytest.mark.parametrize(("text", "code"), [(WATER, "water_sewer"), (LIGHT, "electricity")])
def test_message_is_routed_through_all_stages(graph: Graph, text: str, code: str) -> None:
    outcome = graph.route(text)

    assert (outcome["kind"], outcome["decision"]["code"]) == ("ROUTED", code)
    assert [timing["stage"] for timing in outcome["timings"]] == list(Stage)[:6]
    assert all(timing["outcome"] == "OK" for timing in outcome["timings"])


def test_server_timing_and_request_id_are_in_the_headers(graph: Graph) -> None:
    headers = {"X-Request-ID": "req-7"}

    response = graph.client.post("/v1/route", json=graph.question(WATER), headers=headers)

    assert "search;dur=" in response.headers["Server-Timing"]
    assert response.headers["X-Request-ID"] == "req-7"


def test_injection_ends_the_run(graph: Graph) -> None:
    outcome = graph.route(ATTACK)

    assert outcome["kind"] == "INJECTION"
    assert outcome["decision"] is None


def test_released_injection_goes_on(graph: Graph) -> None:
    assert graph.route(ATTACK, injection_cleared=True)["kind"] != "INJECTION"


def test_unknown_district_is_a_coded_outcome(graph: Graph) -> None:
    outcome = graph.route(WATER, district="nowhere")

    assert (outcome["kind"], outcome["reason_code"]) == ("FAILED", "UNKNOWN_DISTRICT")


@pytest.mark.parametrize("text", ["😀😀😀", "?", "   \u200b ", "a" * 4_000])
def test_odd_texts_end_in_an_outcome(graph: Graph, text: str) -> None:
    assert graph.route(text)["kind"] in {"ROUTED", "UNSURE"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422),
        (json.dumps({"text": "x"}).encode(), 422),
        (b'{"text": "\\ud800"}', 422),
        (b"a" * 1_000_001, 413),
    ],
)
def test_bad_input_is_refused_with_a_code(graph: Graph, body: bytes, status: int) -> None:
    response = graph.client.post("/v1/route", content=body)

    assert response.status_code == status
    assert response.json()["code"]


def test_correction_moves_the_next_similar_message(graph: Graph) -> None:
    text = "Mahalla chetidagi eski tegirmon orqasida g'alati tovush eshitilyapti"
    request = learn_request(text, code="telecom_digital")
    code = request.department_code

    reply = graph.signed_post("/v1/learn", request.model_dump_json().encode())

    assert reply.status_code == 200, reply.text
    assert graph.route(text)["candidates"][0]["code"] == code


def test_preview_tries_other_texts_and_saves_nothing(graph: Graph) -> None:
    text, some_id = "Haykaltaroshlar va ganchkorlar uchun ustaxona kerak", str(uuid.uuid4())
    words = {"language": "uz", "name": "Haykaltaroshlar ustaxonasi", "description": text}
    drafted: dict[str, Any] = {"department_id": some_id, "code": "sculptors"}
    drafted |= {"district": DISTRICT, "texts": [words]}
    case = {"message_uuid": some_id, "text": text}
    asked = {"district": DISTRICT, "departments": [drafted], "cases": [case]}

    reply = graph.signed_post(PREVIEW_PATH, json.dumps(asked).encode())

    assert reply.status_code == 200, reply.text
    (leaning,) = reply.json()["cases"]
    assert (leaning["before"] != "sculptors", leaning["after"]) == (True, "sculptors")
    assert "sculptors" not in {one["code"] for one in graph.route(text)["candidates"]}


def test_outcome_of_a_durable_job_is_posted_signed(graph: Graph, django: DjangoDouble) -> None:
    question = graph.question(WATER, attempt=1, fence=4)
    headers = {"X-Request-ID": "req-8"}

    response = graph.client.post("/v1/route", json=question, headers=headers)
    path, posted_headers, body = django.wait_for(question["message_uuid"])

    key = GraphSettings.from_environment().service_key.get_secret_value()
    token = posted_headers["authorization"].removeprefix("Bearer ")
    verify(key=key, audience=AUDIENCE_DJANGO, body=body, token=token)
    assert (path, body) == (CALLBACK_PATH, response.content)
    assert posted_headers["x-request-id"] == "req-8"


def test_one_stage_is_scaled_and_the_others_are_left_alone(cluster: Graph) -> None:
    path = f"/api/v1/applications/{cluster.application}/deployments/prompt/scale"

    response = cluster.dashboard.post(path, json={"target_num_replicas": 2})

    assert response.is_success, response.text
    wait_for(lambda: replicas(cluster)["prompt"] == 2)
    assert {name: count for name, count in replicas(cluster).items() if name != "prompt"} == {
        name: 1 for name in ("ingress", *list(Stage)) if name != "prompt"
    }


def replicas(graph: Graph) -> dict[str, int]:
    deployments = graph.statuses()["deployments"].values()
    return {
        deployment["name"]: sum(r["state"] == "RUNNING" for r in deployment["replicas"])
        for deployment in deployments
    }


def wait_for(condition: Any, *, within_s: float = 60) -> None:
    ends_at = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.5)


def test_killed_replica_of_a_stage_costs_no_message(cluster: Graph) -> None:
    replicas = cluster.statuses()["deployments"]["language"]["replicas"]
    # One that another test no longer needs may still be on its way out.
    running = [one for one in replicas if one["state"] == "RUNNING"]

    for replica in running:
        os.kill(replica["pid"], signal.SIGKILL)

    assert running
    assert cluster.route(WATER)["kind"] == "ROUTED"


def test_deadline_ends_a_run_alike_wherever_the_stages_live(graph: Graph) -> None:
    text = f"{WATER}, {uuid.uuid4()}"  # No cache has its vector.

    outcome = graph.route(text, deadline_s=0.001)

    assert (outcome["kind"], outcome["reason_code"]) == ("FAILED", "DEADLINE_EXCEEDED")
    assert "TIMEOUT" in {timing["outcome"] for timing in outcome["timings"]}


def test_only_stages_elsewhere_are_waited_for(graphs: dict[GraphProfile, Graph]) -> None:
    waits_s = {
        profile: sum(timing["queue_wait_s"] for timing in graph.route(WATER)["timings"])
        for profile, graph in graphs.items()
    }

    assert waits_s[GraphProfile.LAPTOP] < waits_s[GraphProfile.CLUSTER]


def test_every_metric_of_the_graph_that_a_panel_or_an_alert_names_is_exported(
    graph: Graph,
) -> None:
    wanted = {name for name in metrics_wanted() if name.startswith("ray_")}
    assert wanted
    graph.route(WATER)
    nodes = graph.dashboard.get("/nodes?view=summary").json()["data"]["summary"]
    address = f"http://127.0.0.1:{nodes[0]['raylet']['metricsExportPort']}/metrics"

    def exported() -> bool:
        text = httpx.get(address, timeout=10).text
        return wanted <= set(re.findall(r"^(\w+)\{", text, re.MULTILINE))

    wait_for(exported)
