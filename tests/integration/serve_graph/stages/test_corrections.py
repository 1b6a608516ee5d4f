"""Corrections win on their own paraphrases and leave other texts alone, over the real engine (P31).

The worst case: texts that are routed well are given to a wrong department, and the other texts of
the same department must still find their way.
"""

import json
import uuid
from pathlib import Path
from random import Random
from typing import Any

from serve_graph.clients.offline import OfflineEmbedder
from serve_graph.clients.qdrant import QdrantIndex
from serve_graph.contract import Language
from serve_graph.contract_teaching import LearnRequest
from serve_graph.quality.dressing import paraphrased
from serve_graph.quality.rows import departments_read, departments_request
from serve_graph.stages.embedding import EmbeddingStage
from serve_graph.stages.language import LanguageStage
from serve_graph.stages.learning import LearningStage
from serve_graph.stages.search import SearchStage
from tests.integration.serve_graph.stages.district import Server

ROOT = Path(__file__).parents[4]
DEPARTMENTS = departments_read(ROOT / "django_core/departments/data/departments.json")
LINES = (ROOT / "tests/data/smoke_texts.jsonl").read_text("utf-8").splitlines()
ROWS = [row for row in map(json.loads, LINES) if row.get("department")]
CORRECTED, OTHERS = ROWS[::4], ROWS[1::2]
ALLOWED_TO_FALL = 0.01


class _Graph:
    """The stages over the engine, with the departments of the project in a district of its own."""

    def __init__(self, index: QdrantIndex) -> None:
        self._district = f"c{uuid.uuid4().hex[:10]}"
        self._language = LanguageStage()
        self._embedding = EmbeddingStage(embedder=OfflineEmbedder())
        self._learning = LearningStage(index=index)
        self._search = SearchStage(index=index)

    async def departments(self) -> None:
        request = departments_request(DEPARTMENTS, district=self._district)
        texts = [f"{t.name}. {t.description}" for d in request.departments for t in d.texts]
        vectors = [await self._embedding.run(text=text, task="document") for text in texts]
        await self._learning.departments_replace(request=request, vectors=vectors)

    async def top(self, text: str) -> str:
        read = await self._language.run(text=text)
        vectors = await self._embedding.run(text=read.cleaned, task="query")
        reading = await self._search.run(
            vectors=vectors, district=self._district, languages=read.search_languages
        )
        return reading.candidates[0].code

    async def correct(self, text: str, code: str) -> None:
        read = await self._language.run(text=text)
        vectors = await self._embedding.run(text=read.cleaned, task="document")
        request = LearnRequest(
            correction_uuid=uuid.uuid4(),
            text=read.cleaned,
            district=self._district,
            department_id=uuid.uuid5(uuid.NAMESPACE_DNS, code),
            department_code=code,
            author_id=uuid.uuid4(),
        )
        await self._learning.run(request=request, language=read.language, vectors=vectors)

    async def right(self, rows: list[dict[str, Any]]) -> float:
        hits = [await self.top(row["text"]) == row["department"] for row in rows]
        return sum(hits) / len(hits)


def _wrong(code: str) -> str:
    codes = [department.code for department in DEPARTMENTS]
    return codes[(codes.index(code) + 1) % len(codes)]


async def test_corrections_win_on_paraphrases_and_other_texts_do_not_suffer(
    qdrant_server: Server,
) -> None:
    index, rng = QdrantIndex(url=qdrant_server.url), Random(7)  # noqa: S311  # no secret
    graph = _Graph(index)
    await graph.departments()
    said = [
        {
            "text": paraphrased(row["text"], Language(row["lang"]), rng),
            "department": _wrong(row["department"]),
        }
        for row in CORRECTED
    ]
    others, paraphrases = await graph.right(OTHERS), await graph.right(said)

    for row in CORRECTED:
        await graph.correct(row["text"], _wrong(row["department"]))

    assert await graph.right(OTHERS) >= others - ALLOWED_TO_FALL
    assert await graph.right(said) >= max(0.9, paraphrases + 0.5)
    await index.aclose()
