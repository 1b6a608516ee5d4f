"""A district of its own in the index, with the stages that teach and ask it."""

import uuid
from typing import Protocol

from serve_graph.clients.offline import OfflineEmbedder
from serve_graph.clients.qdrant import QdrantIndex
from serve_graph.contract_stages import SearchReading, TextVectors
from serve_graph.contract_teaching import DepartmentsRequest, LearnRequest
from serve_graph.stages.embedding import EmbeddingStage
from serve_graph.stages.language import LanguageStage
from serve_graph.stages.learning import LearningStage
from serve_graph.stages.search import SearchStage

TEXTS = {
    "roads": (
        "Yo'l xo'jaligi bo'limi. Yo'l va trotuardagi chuqurlar, asfalt, ko'priklar, svetoforlar",
        "Отдел дорог. Ямы на дорогах и тротуарах, асфальт, мосты, светофоры, разметка",
    ),
    "health": (
        "Sog'liqni saqlash bo'limi. Poliklinika va kasalxonalar, shifokor qabuli, dori-darmon",
        "Отдел здравоохранения. Поликлиники и больницы, запись к врачам, лекарства, прививки",
    ),
    "waste": (
        "Chiqindi bo'limi. Chiqindi olib ketilmasligi, konteynerlar to'lib ketishi, axlatxonalar",
        "Отдел отходов. Невывоз мусора, переполненные контейнеры, свалки, запах",
    ),
    "education": (
        "Ta'lim bo'limi. Bog'cha navbati, maktab sharoiti, o'qituvchi va darsliklar",
        "Отдел образования. Очередь в детский сад, условия в школах, учителя, учебники",
    ),
}
EMBEDDING = EmbeddingStage(embedder=OfflineEmbedder())
LANGUAGE = LanguageStage()


class Server(Protocol):
    url: str


class District:
    """A district of its own in the index, and the stages over it."""

    def __init__(self, index: QdrantIndex) -> None:
        self.index = index
        self.code = f"d{uuid.uuid4().hex[:12]}"
        self.search = SearchStage(index=index)
        self.learning = LearningStage(index=index)

    async def fill(self, codes: tuple[str, ...] = tuple(TEXTS)) -> None:
        request, vectors = await self.request(codes)
        await self.learning.departments_replace(request=request, vectors=vectors)

    async def request(
        self, codes: tuple[str, ...], **changed: str
    ) -> tuple[DepartmentsRequest, list[TextVectors]]:
        departments = [
            {
                "department_id": department_id_of(code),
                "code": code,
                "district": self.code,
                "texts": [
                    {
                        "language": language,
                        "name": text.split(". ")[0],
                        "description": changed.get(f"{code}_{language}", text),
                    }
                    for language, text in zip(("uz", "ru"), TEXTS[code], strict=True)
                ],
            }
            for code in codes
        ]
        payload = {"district": self.code, "departments": departments}
        request = DepartmentsRequest.model_validate(payload)
        texts = [f"{t.name}. {t.description}" for d in request.departments for t in d.texts]
        return request, [await document(text) for text in texts]

    async def ask(self, text: str) -> SearchReading:
        read = await LANGUAGE.run(text=text)
        vectors = await EMBEDDING.run(text=read.cleaned, task="query")
        return await self.search.run(
            vectors=vectors, district=self.code, languages=read.search_languages
        )

    async def known(self, codes: tuple[str, ...], **changed: str) -> list[bool]:
        """Return for each text whether the index holds its vectors already."""
        request, vectors = await self.request(codes, **changed)
        stored = await self.learning.departments_known(request=request, vectors=vectors[0])
        return [one is not None for one in stored]

    async def teach(
        self,
        text: str,
        code: str,
        *,
        correction: uuid.UUID,
        version: int = 1,
        removed: bool = False,
    ) -> None:
        read = await LANGUAGE.run(text=text)
        request = LearnRequest(
            correction_uuid=correction,
            version=version,
            text=read.cleaned,
            district=self.code,
            department_id=department_id_of(code),
            department_code=code,
            author_id=uuid.uuid4(),
            removed=removed,
        )
        vectors = await EMBEDDING.run(text=read.cleaned, task="document")
        await self.learning.run(request=request, language=read.language, vectors=vectors)


_VECTORS: dict[str, TextVectors] = {}


async def document(text: str) -> TextVectors:
    if text not in _VECTORS:
        _VECTORS[text] = await EMBEDDING.run(text=text, task="document")
    return _VECTORS[text]


def department_id_of(code: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_DNS, code)
