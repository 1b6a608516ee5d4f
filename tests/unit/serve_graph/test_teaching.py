"""How the index is taught (P30 to P32), without Ray and without an index."""

import uuid
from typing import Any

import pytest

from serve_graph.contract import Stage
from serve_graph.contract_teaching import (
    DepartmentsRequest,
    DepartmentUpsert,
    LearnRequest,
    PreviewCase,
    PreviewRequest,
    RebuildRequest,
    ReplayCase,
    ReplayRequest,
)
from serve_graph.errors import EmbeddingUnavailable, GraphError
from serve_graph.pipeline import Limits
from serve_graph.teaching import Teaching
from serve_graph.timing import NoMetrics, Trace
from tests.unit.serve_graph.plain_stages import CANDIDATES, VECTORS, PlainStages, broken

TEXT = "Hovlimizda suv yo'q, +998901234567"


def teaching(plain: PlainStages) -> Teaching:
    trace = Trace(deadline_s=5, sink=NoMetrics())
    return Teaching(stages=plain.stages(), limits=Limits(), trace=trace)


def lesson(**fields: Any) -> LearnRequest:
    return LearnRequest(
        correction_uuid=uuid.uuid4(),
        text=TEXT,
        district="yunusobod",
        department_id=CANDIDATES[0].department_id,
        department_code="water",
        author_id=uuid.uuid4(),
        **fields,
    )


async def test_correction_reaches_the_index_without_personal_data() -> None:
    plain = PlainStages()
    reply = await teaching(plain).learn(lesson())

    assert reply.index_version == "index-2"
    assert [t.stage for t in reply.timings] == [Stage.LANGUAGE, Stage.EMBEDDING, Stage.LEARNING]
    taught = dict(plain.asked)["learning"]["request"]
    assert "+998901234567" not in taught.text


async def test_removed_correction_is_not_embedded() -> None:
    plain = PlainStages()
    await teaching(plain).learn(lesson(removed=True))
    assert "embedding" not in plain.names()


def departments() -> DepartmentsRequest:
    texts = [
        {"language": language, "name": "Water", "description": f"Water and sewers, {language}."}
        for language in ("uz", "ru")
    ]
    department = {"department_id": uuid.uuid4(), "code": "water", "district": "yunusobod"}
    return DepartmentsRequest.model_validate(
        {"district": "yunusobod", "departments": [{**department, "texts": texts}]}
    )


async def test_departments_are_embedded_text_by_text() -> None:
    plain = PlainStages()
    await teaching(plain).departments_replace(departments())

    assert plain.names().count("embedding") == 2
    assert len(dict(plain.asked)["departments"]["vectors"]) == 2


async def test_only_changed_texts_of_departments_are_embedded_again() -> None:
    """One text is always read, to know which model is in use."""
    stored = VECTORS.model_copy(update={"dense": (0.5,)})
    plain = PlainStages(known=(stored, stored))
    await teaching(plain).departments_replace(departments())

    assert plain.names().count("embedding") == 1
    assert dict(plain.asked)["departments"]["vectors"] == [stored, stored]


async def test_departments_are_not_replaced_when_one_text_fails() -> None:
    plain = PlainStages(failures={"embedding": broken(EmbeddingUnavailable)})
    with pytest.raises(GraphError) as caught:
        await teaching(plain).departments_replace(departments())

    assert isinstance(caught.value, EmbeddingUnavailable)
    assert "departments" not in plain.names()


async def test_a_rebuild_begins_and_ends_by_name() -> None:
    plain = PlainStages()
    begun = await teaching(plain).rebuild(RebuildRequest(step="BEGIN"))
    ended = await teaching(plain).rebuild(RebuildRequest(step="FINISH", index_version="index-3"))

    assert begun.index_version == ended.index_version == "index-3"
    assert dict(plain.asked)["rebuild_finish"]["index_version"] == "index-3"


async def test_a_replay_tells_what_a_correction_fixes_and_breaks() -> None:
    """Without the lesson a text goes to roads, with it to water (P31)."""
    water, roads, health = (
        ReplayCase(message_uuid=uuid.uuid4(), text=TEXT, department_code=code)
        for code in ("water", "roads", "health")
    )
    plain = PlainStages()
    request = ReplayRequest(lesson=lesson(), cases=(water, roads, health))
    reply = await teaching(plain).replay(request)

    assert reply.neighbours == 3
    assert (reply.fixes, reply.breaks) == ((water.message_uuid,), (roads.message_uuid,))
    assert "learning" not in plain.names()
    read = [said for name, said in plain.asked if name != "language"]
    assert "+998901234567" not in str(read)


async def test_preview_tries_every_message_with_and_without_the_drafts() -> None:
    """Nothing is written: of the learning stage only the draft is asked for."""
    plain = PlainStages()
    text = {"language": "uz", "name": "Suv", "description": "Suv va quvurlar"}
    upsert = DepartmentUpsert.model_validate(
        {
            "department_id": uuid.uuid4(),
            "code": "water",
            "district": "yunusobod",
            "texts": [text],
        }
    )
    cases = tuple(PreviewCase(message_uuid=uuid.uuid4(), text=TEXT) for _ in range(3))
    request = PreviewRequest(district="yunusobod", departments=(upsert,), cases=cases)

    reply = await teaching(plain).preview(request)

    assert [one.message_uuid for one in reply.cases] == [case.message_uuid for case in cases]
    assert {(one.before, one.after) for one in reply.cases} == {("roads", "water")}
    assert {(one.before_probability, one.after_probability) for one in reply.cases} == {(0.8, 0.6)}
    assert set(plain.names()) == {"language", "embedding", "draft", "preview"}
    (tried, *_) = (said["drafts"] for name, said in plain.asked if name == "preview")
    assert [draft.department_code for draft in tried] == ["water"]
