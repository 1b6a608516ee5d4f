"""The stages beat character TF-IDF on the smoke texts, in each language and script (P13, P16)."""

import json
import uuid
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from serve_graph.clients.offline import OfflineEmbedder
from serve_graph.clients.qdrant import QdrantIndex
from serve_graph.quality.rows import departments_read, departments_request
from serve_graph.stages.embedding import EmbeddingStage
from serve_graph.stages.language import LanguageStage
from serve_graph.stages.learning import LearningStage
from serve_graph.stages.search import SearchStage

ROOT = Path(__file__).parents[4]
DEPARTMENTS = departments_read(ROOT / "django_core/departments/data/departments.json")
LINES = (ROOT / "tests/data/smoke_texts.jsonl").read_text("utf-8").splitlines()
ROWS = [row for row in map(json.loads, LINES) if row.get("department")]
DISTRICT = f"a{uuid.uuid4().hex[:10]}"


class Server(Protocol):
    url: str


async def _routed(index: QdrantIndex) -> list[list[str]]:
    embedding, language = EmbeddingStage(embedder=OfflineEmbedder()), LanguageStage()
    request = departments_request(DEPARTMENTS, district=DISTRICT)
    texts = [f"{t.name}. {t.description}" for d in request.departments for t in d.texts]
    vectors = [await embedding.run(text=text, task="document") for text in texts]
    await LearningStage(index=index).departments_replace(request=request, vectors=vectors)
    search, routed = SearchStage(index=index), []
    for row in ROWS:
        read = await language.run(text=row["text"])
        vector = await embedding.run(text=read.cleaned, task="query")
        reading = await search.run(
            vectors=vector, district=DISTRICT, languages=read.search_languages
        )
        routed.append([candidate.code for candidate in reading.candidates])
    return routed


def _baseline() -> list[list[str]]:
    """Return the three nearest descriptions by character TF-IDF, in the language of each text."""
    ranked = []
    for row in ROWS:
        texts = [text for d in DEPARTMENTS for text in d.texts() if text["language"] == row["lang"]]
        described = [f"{text['name']}. {text['description']}" for text in texts]
        vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit(described)
        near = (vectorizer.transform(described) @ vectorizer.transform([row["text"]]).T).toarray()
        order = near[:, 0].argsort()[::-1][:3]
        ranked.append([DEPARTMENTS[number].code for number in order])
    return ranked


def _hits(ranked: Sequence[Sequence[str]], count: int) -> dict[str, int]:
    hits: dict[str, int] = defaultdict(int)
    for row, codes in zip(ROWS, ranked, strict=True):
        hits[_group(row)] += row["department"] in codes[:count]
    return hits


def _group(row: dict[str, Any]) -> str:
    return f"{row['lang']}-{row['script']}"


@pytest.mark.timeout(300)
async def test_routing_is_at_least_as_right_as_character_tfidf(qdrant_server: Server) -> None:
    index = QdrantIndex(url=qdrant_server.url)
    routed, baseline = await _routed(index), _baseline()
    await index.aclose()
    for count in (1, 3):
        ours, theirs = _hits(routed, count), _hits(baseline, count)
        assert len(ours) == 3
        assert {group: ours[group] >= theirs[group] for group in ours} == dict.fromkeys(ours, True)
