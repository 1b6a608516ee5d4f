"""A member of staff who teaches the router wrongly on purpose (S24)."""

import uuid
from collections.abc import Sequence
from random import Random

from serve_graph.contract_teaching import DepartmentsRequest, LearnRequest
from serve_graph.quality.bench import MemoryIndex
from serve_graph.quality.rows import departments_request
from serve_graph.stages.embedding import EmbeddingStage
from serve_graph.stages.language import LanguageStage
from serve_graph.stages.learning import LearningStage
from serve_graph.stages.search import SearchStage
from tests.fakes.gemini import vector
from tests.security.appeals import appeals, departments


class HashedEmbedder:
    """Vectors of character n-grams, as a model that the routing was not fitted to."""

    model = "hashed"

    async def embed(self, texts: Sequence[str], *, task: str) -> list[tuple[float, ...]]:
        assert task in {"query", "document"}
        return [tuple(vector(text, dimensions=256)) for text in texts]


class Taught:
    """The real stages over an index in memory, with the departments of the project."""

    def __init__(self) -> None:
        index = MemoryIndex()
        self.request: DepartmentsRequest = departments_request(departments())
        self._embedding = EmbeddingStage(embedder=HashedEmbedder())
        self._language = LanguageStage()
        self._learning, self._search = LearningStage(index=index), SearchStage(index=index)

    async def begin(self) -> None:
        texts = [f"{t.name}. {t.description}" for d in self.request.departments for t in d.texts]
        vectors = [await self._embedding.run(text=text, task="document") for text in texts]
        await self._learning.departments_replace(request=self.request, vectors=vectors)

    async def best(self, text: str) -> str:
        read = await self._language.run(text=text)
        vectors = await self._embedding.run(text=read.cleaned, task="query")
        found = await self._search.run(
            vectors=vectors, district="quality", languages=read.search_languages
        )
        return found.candidates[0].code

    async def correct(self, text: str, department_id: uuid.UUID, code: str) -> None:
        read = await self._language.run(text=text)
        vectors = await self._embedding.run(text=read.cleaned, task="query")
        lesson = LearnRequest(
            correction_uuid=uuid.uuid4(),
            text=text,
            district="quality",
            department_id=department_id,
            department_code=code,
            author_id=uuid.uuid4(),
        )
        await self._learning.run(request=lesson, language=read.language, vectors=vectors)


async def test_s24_fifty_spam_corrections_change_no_honest_routing() -> None:
    """Without the cap of a day: all fifty are learned, and all for one department."""
    rng = Random(50)  # noqa: S311  # reproducible, no secret
    words = "бонус казино выигрыш ссылка акция бесплатно деньги кредит bonus aksiya pul yutuq"
    spam = [" ".join(rng.choices(words.split(), k=12)) for _ in range(50)]
    taught, honest = Taught(), appeals(200)
    await taught.begin()
    before = [await taught.best(text) for text in honest]
    target = taught.request.departments[0]

    for text in spam:
        await taught.correct(text, target.department_id, target.code)

    after = [await taught.best(text) for text in honest]
    changed = sum(one != other for one, other in zip(before, after, strict=True))
    assert changed / len(honest) < 0.01
    assert await taught.best(spam[0]) == target.code  # The lessons themselves are learned.
