"""The real ``qdrant-client`` against the gateway over the real engine, also after SIGKILL."""

import contextlib
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from qdrant_client import AsyncQdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

READY_WITHIN_S = 20.0
NAME = "texts"
ID_A, ID_B, ID_C = (str(uuid.UUID(int=n)) for n in (1, 2, 3))


@dataclass
class Gateway:
    process: subprocess.Popen[str]
    url: str

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(path: Path, port: int) -> list[str]:
    module = "k8s.devstack.qdrant_gateway"
    return [sys.executable, "-m", module, "--port", str(port), "--path", str(path)]


def _start(path: Path) -> Gateway:
    port = _free_port()
    process = subprocess.Popen(_command(path, port), stderr=subprocess.PIPE, text=True)  # noqa: S603  # our own module
    gateway = Gateway(process=process, url=f"http://127.0.0.1:{port}")
    ends_at = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < ends_at:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{gateway.url}/healthz", timeout=1).status_code == 200:
                return gateway
        time.sleep(0.05)
    gateway.kill()
    raise AssertionError("the gateway did not become ready")


def _stop(gateway: Gateway) -> None:
    gateway.process.terminate()
    try:
        gateway.process.wait(timeout=10)
    finally:
        gateway.kill()
        assert gateway.process.stderr is not None
        gateway.process.stderr.close()


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    started = _start(tmp_path / "qdrant")
    yield started
    _stop(started)


@pytest_asyncio.fixture
async def client(gateway: Gateway) -> AsyncIterator[AsyncQdrantClient]:
    opened = AsyncQdrantClient(url=gateway.url, timeout=10)
    yield opened
    await opened.close()


def _point(key: str, dense: list[float], department: str, version: int = 1) -> models.PointStruct:
    return models.PointStruct(
        id=key,
        vector={
            "dense": dense,
            "ngrams": models.SparseVector(indices=[1, 4_000_000_000], values=[dense[0], dense[1]]),
        },
        payload={"department": department, "version": version},
    )


async def _fill(client: AsyncQdrantClient) -> None:
    await client.create_collection(
        NAME,
        vectors_config={"dense": models.VectorParams(size=2, distance=models.Distance.COSINE)},
        sparse_vectors_config={"ngrams": models.SparseVectorParams(modifier=models.Modifier.IDF)},
    )
    await client.create_payload_index(NAME, "department", models.PayloadSchemaType.KEYWORD)
    await client.upsert(
        NAME,
        points=[
            _point(ID_A, [1.0, 0.0], "roads"),
            _point(ID_B, [0.8, 0.6], "roads"),
            _point(ID_C, [0.0, 1.0], "health"),
        ],
        wait=True,
    )


def _by(department: str) -> models.Filter:
    match = models.MatchValue(value=department)
    return models.Filter(must=[models.FieldCondition(key="department", match=match)])


async def test_collection_is_created_described_and_deleted(client: AsyncQdrantClient) -> None:
    assert not await client.collection_exists(NAME)
    await _fill(client)

    info = await client.get_collection(NAME)
    assert info.points_count == 3
    assert info.payload_schema["department"].data_type == models.PayloadSchemaType.KEYWORD
    assert info.config.params.vectors["dense"].size == 2
    assert [c.name for c in (await client.get_collections()).collections] == [NAME]
    with pytest.raises(UnexpectedResponse) as refused:
        await _fill(client)
    assert refused.value.status_code == 409

    assert await client.delete_collection(NAME)
    assert not await client.collection_exists(NAME)
    with pytest.raises(UnexpectedResponse) as missing:
        await client.count(NAME)
    assert missing.value.status_code == 404


async def test_queries_rank_by_dense_by_sparse_and_by_both(client: AsyncQdrantClient) -> None:
    await _fill(client)
    dense = await client.query_points(NAME, query=[1.0, 0.0], using="dense", with_vectors=True)
    assert [p.id for p in dense.points] == [ID_A, ID_B, ID_C]
    assert dense.points[0].vector["ngrams"].indices == [1, 4_000_000_000]

    sparse = models.SparseVector(indices=[4_000_000_000], values=[1.0])
    requests = [
        models.QueryRequest(query=sparse, using="ngrams", limit=1, with_payload=["department"]),
        models.QueryRequest(query=[1.0, 0.0], using="dense", filter=_by("health"), limit=9),
    ]
    first, second = await client.query_batch_points(NAME, requests=requests)
    assert first.points[0].payload == {"department": "health"}
    assert [p.id for p in second.points] == [ID_C]

    fused = await client.query_points(
        NAME,
        prefetch=[
            models.Prefetch(query=[1.0, 0.0], using="dense", limit=3),
            models.Prefetch(query=sparse, using="ngrams", limit=3),
        ],
        query=models.FusionQuery(fusion=models.Fusion.RRF),
    )
    assert len(fused.points) == 3


async def test_groups_answer_distinct_departments(client: AsyncQdrantClient) -> None:
    await _fill(client)
    answer = await client.query_points_groups(
        NAME, group_by="department", query=[1.0, 0.0], using="dense", limit=5, group_size=1
    )
    assert [(g.id, [h.id for h in g.hits]) for g in answer.groups] == [
        ("roads", [ID_A]),
        ("health", [ID_C]),
    ]


async def test_points_are_retrieved_counted_scrolled_and_deleted(client: AsyncQdrantClient) -> None:
    await _fill(client)
    assert [r.id for r in await client.retrieve(NAME, ids=[ID_B])] == [ID_B]
    assert (await client.count(NAME, count_filter=_by("roads"))).count == 2
    page, following = await client.scroll(NAME, limit=2)
    rest, end = await client.scroll(NAME, limit=2, offset=following)
    assert {r.id for r in page + rest} == {ID_A, ID_B, ID_C}
    assert end is None

    await client.delete(NAME, points_selector=[ID_A], wait=True)
    await client.delete(NAME, points_selector=_by("health"), wait=True)
    assert [r.id for r in (await client.scroll(NAME))[0]] == [ID_B]


async def test_upsert_with_a_filter_never_overwrites_a_newer_point(
    client: AsyncQdrantClient,
) -> None:
    await _fill(client)
    for version, department in ((3, "newer"), (2, "older")):
        older = models.FieldCondition(key="version", range=models.Range(lt=version))
        await client.upsert(
            NAME,
            points=[_point(ID_A, [1.0, 0.0], department, version)],
            update_filter=models.Filter(must=[older]),
        )
    (record,) = await client.retrieve(NAME, ids=[ID_A])
    assert record.payload == {"department": "newer", "version": 3}


async def test_an_alias_moves_to_another_collection_at_once(client: AsyncQdrantClient) -> None:
    await _fill(client)
    create = models.CreateAlias(collection_name=NAME, alias_name="live")
    await client.update_collection_aliases([models.CreateAliasOperation(create_alias=create)])
    assert (await client.count("live")).count == 3
    assert [a.alias_name for a in (await client.get_aliases()).aliases] == ["live"]
    gone = models.DeleteAlias(alias_name="live")
    await client.update_collection_aliases([models.DeleteAliasOperation(delete_alias=gone)])
    assert not await client.collection_exists("live")


async def test_wrong_requests_are_refused_with_400(
    client: AsyncQdrantClient, gateway: Gateway
) -> None:
    await _fill(client)
    with pytest.raises(UnexpectedResponse) as wrong_size:
        await client.query_points(NAME, query=[1.0, 0.0, 0.0], using="dense")
    assert wrong_size.value.status_code == 400
    broken = [("PUT", {"points": [{}]}), ("POST", {}), ("POST", [])]
    async with httpx.AsyncClient(base_url=gateway.url, timeout=5) as plain:
        for method, body in broken:
            answer = await plain.request(method, f"/collections/{NAME}/points", json=body)
            assert answer.status_code == 400
        answer = await plain.put(f"/collections/{NAME}/points", content=b"{")
        assert answer.status_code == 400
        answer = await plain.put("/collections/..%2Fevil", json={"vectors": {}})
        assert answer.status_code in {400, 404}


def test_what_was_acknowledged_survives_sigkill(tmp_path: Path) -> None:
    folder = tmp_path / "qdrant"
    first = _start(folder)
    point = {"id": ID_A, "vector": {"dense": [1.0, 0.0]}, "payload": {"department": "roads"}}
    with httpx.Client(base_url=first.url, timeout=10) as http:
        vectors = {"vectors": {"dense": {"size": 2, "distance": "Cosine"}}}
        assert http.put(f"/collections/{NAME}", json=vectors).is_success
        assert http.put(f"/collections/{NAME}/points", json={"points": [point]}).is_success
    first.kill()
    _stop(first)

    second = _start(folder)
    try:
        found = httpx.post(
            f"{second.url}/collections/{NAME}/points/query",
            json={"query": [1.0, 0.0], "using": "dense", "with_payload": True},
            timeout=10,
        ).json()["result"]["points"]
        assert [(p["id"], p["payload"]) for p in found] == [(ID_A, {"department": "roads"})]
    finally:
        _stop(second)


def test_a_folder_in_use_is_refused_with_a_coded_message(gateway: Gateway, tmp_path: Path) -> None:
    assert gateway.process.poll() is None
    second = subprocess.run(  # noqa: S603  # our own module
        _command(tmp_path / "qdrant", _free_port()),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 75
    assert second.stderr.startswith("QDRANT_FOLDER_LOCKED: ")
