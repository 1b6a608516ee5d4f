"""The index made anew from the database while it answers: the real graph and engine (P32, G6)."""

import uuid
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import httpx
import pytest
import uvicorn
from django.core.management import call_command
from django.db import connection

from django_core.departments.models import DepartmentText
from django_core.feedback.models import Correction, TeachState
from django_core.feedback.services import CorrectionAsked, correction_undo, session_correct
from django_core.routing import graph_client
from django_core.routing.services import departments_index
from k8s.devstack.ports import LOOPBACK, port_free
from serve_graph import asgi
from serve_graph.contract import Outcome, RouteRequest
from tests.factories import people
from tests.factories.messages import jobs_run, session_waiting
from tests.servers import QdrantServer

TEXTS = (
    "Возле школы на дороге огромная яма, машины бьют колёса",
    "На перекрёстке не работает светофор, дети переходят на красный",
    "Тротуар разбит, с коляской не пройти, люди идут по проезжей части",
    "После дождя дорогу размыло, асфальт провалился у моста",
)


@pytest.fixture
def real_graph(
    own_qdrant: QdrantServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Serve the graph of one process from a thread; gives the address of its index."""
    monkeypatch.setenv("CIVIC_QDRANT_URL", own_qdrant.url)
    monkeypatch.setenv("CIVIC_SERVICE_KEY", settings.SERVICE_KEY)
    monkeypatch.setattr(asgi, "logs_to_json", lambda: None)
    port = port_free()
    config = uvicorn.Config(
        asgi.application, factory=True, port=port, lifespan="on", log_config=None
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    settings.GRAPH_URL = f"http://{LOOPBACK}:{port}"
    yield own_qdrant.url
    graph_client.http_client().close()
    graph_client.http_client.cache_clear()
    server.should_exit = True
    thread.join()


def _points(index_url: str, kind: str) -> dict[str, str]:
    """Return the points of a kind with their departments, and how many collections there are."""
    names = httpx.get(f"{index_url}/collections").json()["result"]["collections"]
    assert len(names) == 1
    is_kind = {"must": [{"key": "kind", "match": {"value": kind}}]}
    page = httpx.post(
        f"{index_url}/collections/{names[0]['name']}/points/scroll",
        json={"filter": is_kind, "limit": 1_000, "with_payload": True},
    ).json()["result"]["points"]
    return {point["id"]: point["payload"]["department"] for point in page}


def test_index_is_rebuilt_while_it_is_asked_and_equals_the_database(
    real_graph, district, water, roads, operator
):
    departments_index(district=district)
    corrections = []
    for text in TEXTS:
        session = session_waiting(people.citizen_make(district), water, text)
        asked = CorrectionAsked(department="roads", reason="Это дорога")
        corrections.append(session_correct(operator, session_uuid=session.pk, asked=asked))
    jobs_run()
    correction_undo(operator, correction_uuid=corrections[0].pk)
    jobs_run()
    DepartmentText.objects.filter(department=water, language="ru").update(description="Вода")
    before = httpx.get(f"{real_graph}/aliases").json()["result"]["aliases"]
    outcomes, is_done = [], Event()

    def ask() -> None:
        while not is_done.is_set():
            outcomes.append(_asked(TEXTS[1], district.code))
        connection.close()  # A question is signed by the database's clock.

    asking = Thread(target=ask)
    asking.start()
    call_command("index_rebuild")
    is_done.set()
    asking.join()

    assert {one.kind for one in outcomes} <= {"ROUTED", "UNSURE"}
    assert {one.candidates[0].code for one in outcomes} == {"roads"}
    after = httpx.get(f"{real_graph}/aliases").json()["result"]["aliases"]
    assert after[0]["alias_name"] == before[0]["alias_name"]
    assert after[0]["collection_name"] != before[0]["collection_name"]
    taught = Correction.objects.filter(teach_state=TeachState.TAUGHT)
    assert len(taught) == len(TEXTS) - 1
    assert _points(real_graph, "example") == {str(one.point_uuid): "roads" for one in taught}
    assert sorted(_points(real_graph, "description").values()) == ["roads"] * 2 + [water.code] * 2


def _asked(text: str, district: str) -> Outcome:
    return graph_client.route(RouteRequest(message_uuid=uuid.uuid4(), text=text, district=district))
