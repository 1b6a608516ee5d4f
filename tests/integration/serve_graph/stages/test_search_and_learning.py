"""Search and learning over the real engine, with the real offline model (P16, P30, P32)."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from typing import Protocol

import pytest
import pytest_asyncio

from serve_graph.clients.offline import OfflineEmbedder
from serve_graph.clients.qdrant import QdrantIndex
from serve_graph.contract import (
    DepartmentsRequest,
    Language,
    LearnRequest,
    SearchReading,
    TextVectors,
)
from serve_graph.errors import DistrictUnknown, IndexUnavailable, RequestInvalid
from serve_graph.stages.embedding import EmbeddingStage
from serve_graph.stages.language import LanguageStage
from serve_graph.stages.learning import LearningStage, example_id
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
ODD = "Болалар майдончаси ёнидаги бутазорда занглаган арматуралар ётибди, бола йиқилса нима бўлади"


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

    async def request(self, codes: tuple[str, ...]) -> tuple[DepartmentsRequest, list[TextVectors]]:
        departments = [
            {
                "department_id": _department_id(code),
                "code": code,
                "district": self.code,
                "texts": [
                    {"language": language, "name": text.split(". ")[0], "description": text}
                    for language, text in zip(("uz", "ru"), TEXTS[code], strict=True)
                ],
            }
            for code in codes
        ]
        payload = {"district": self.code, "departments": departments}
        request = DepartmentsRequest.model_validate(payload)
        texts = [f"{t.name}. {t.description}" for d in request.departments for t in d.texts]
        return request, [await _document(text) for text in texts]

    async def ask(self, text: str) -> SearchReading:
        read = await LANGUAGE.run(text=text)
        vectors = await EMBEDDING.run(text=read.cleaned, task="query")
        return await self.search.run(
            vectors=vectors, district=self.code, languages=read.search_languages
        )

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
            department_id=_department_id(code),
            department_code=code,
            author_id=uuid.uuid4(),
            removed=removed,
        )
        vectors = await EMBEDDING.run(text=read.cleaned, task="document")
        await self.learning.run(request=request, language=read.language, vectors=vectors)


_DOCUMENTS: dict[str, TextVectors] = {}


async def _document(text: str) -> TextVectors:
    if text not in _DOCUMENTS:
        _DOCUMENTS[text] = await EMBEDDING.run(text=text, task="document")
    return _DOCUMENTS[text]


def _department_id(code: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_DNS, code)


def _best(reading: SearchReading) -> str:
    return reading.candidates[0].code


@pytest_asyncio.fixture
async def district(qdrant_server: Server) -> AsyncIterator[District]:
    index = QdrantIndex(url=qdrant_server.url)
    opened = District(index)
    await opened.fill()
    yield opened
    await index.aclose()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ko'chamizdagi yo'lda katta chuqur bor, asfalt yotqizilmagan", "roads"),
        ("Кўчамиздаги йўлда катта чуқур бор, асфальт ётқизилмаган", "roads"),
        ("В поликлинике нельзя попасть к врачу, нет талонов", "health"),
        ("Konteyner to'lib ketgan, chiqindini hech kim olib ketmayapti", "waste"),
        ("Bog'chaga uch yildan beri navbatda turibmiz", "education"),
        ("Очередь в детский сад не двигается третий год", "education"),
    ],
)
async def test_three_distinct_departments_come_back_and_the_right_one_first(
    district: District, text: str, code: str
) -> None:
    reading = await district.ask(text)
    assert _best(reading) == code
    assert len({candidate.code for candidate in reading.candidates}) == 3
    assert len(reading.probabilities) == 3
    assert sorted(reading.probabilities, reverse=True) == list(reading.probabilities)
    assert sum(reading.probabilities) <= 1.0 + 1e-9
    assert reading.voter_ids
    assert reading.index_version


async def test_the_description_comes_in_the_language_of_the_message(district: District) -> None:
    assert (await district.ask("Дорога разбита, ямы")).candidates[0].description.startswith("Отдел")
    assert "bo'limi" in (await district.ask("Yo'l chuqur")).candidates[0].description


@pytest.mark.parametrize("text", ["🙂🙂", "\0\0", "\ud800", "а" * 4_000, "12345", "авто avto"])
async def test_hard_texts_get_candidates_without_confidence(district: District, text: str) -> None:
    reading = await district.ask(text)
    assert len(reading.candidates) == 3
    assert reading.probabilities[0] < 0.9


async def test_an_unknown_district_is_named(district: District) -> None:
    vectors = await EMBEDDING.run(text="yo'l", task="query")
    with pytest.raises(DistrictUnknown) as unknown:
        await district.search.run(
            vectors=vectors, district="no-such-district", languages=(Language.UZ,)
        )
    assert unknown.value.code == "DISTRICT_UNKNOWN"


async def test_a_correction_wins_at_once_and_leaves_other_texts_alone(district: District) -> None:
    others = ("Yo'lda chuqur bor", "Нет талонов к врачу", "Мусор не вывозят", ODD[::-1])
    before = [await district.ask(text) for text in others]
    wrong = _best(await district.ask(ODD))
    right = next(code for code in TEXTS if code != wrong)

    started = time.monotonic()
    await district.teach(ODD, right, correction=uuid.uuid4())
    similar = await district.ask(f"Ассалому алайкум! {ODD}!")
    assert time.monotonic() - started < 2.0

    assert _best(similar) == right
    assert similar.probabilities[0] > 0.7
    assert [await district.ask(text) for text in others] == before


async def test_many_spam_corrections_change_no_clean_text(district: District) -> None:
    before = await district.ask("В поликлинике нельзя попасть к врачу, нет талонов")
    for number in range(10):
        await district.teach(f"спам {number} реклама казино", "waste", correction=uuid.uuid4())
    assert await district.ask("В поликлинике нельзя попасть к врачу, нет талонов") == before


async def test_an_older_version_never_overwrites_and_a_removed_one_stays_gone(
    district: District,
) -> None:
    correction = uuid.uuid4()
    first = _best(await district.ask(ODD))
    b, c = [code for code in TEXTS if code != first][:2]
    await district.teach(ODD, b, correction=correction, version=3)
    await district.teach(ODD, c, correction=correction, version=2)
    assert _best(await district.ask(ODD)) == b
    assert example_id(correction) in (await district.ask(ODD)).voter_ids

    await district.teach(ODD, b, correction=correction, version=4, removed=True)
    assert _best(await district.ask(ODD)) == first
    await district.teach(ODD, c, correction=correction, version=3)
    assert _best(await district.ask(ODD)) == first
    await district.teach(ODD, c, correction=correction, version=5)
    assert _best(await district.ask(ODD)) == c


async def test_departments_that_are_gone_leave_the_index_and_examples_of_them_do_not_count(
    district: District,
) -> None:
    await district.teach(ODD, "waste", correction=uuid.uuid4())
    await district.fill(("roads", "health", "education"))
    reading = await district.ask(ODD)
    assert {candidate.code for candidate in reading.candidates} == {"roads", "health", "education"}


async def test_a_request_whose_vectors_do_not_fit_is_refused(district: District) -> None:
    request, vectors = await district.request(tuple(TEXTS))
    with pytest.raises(RequestInvalid) as mismatch:
        await district.learning.departments_replace(request=request, vectors=vectors[1:])
    assert mismatch.value.permanent


async def test_many_callers_create_one_collection_together(qdrant_server: Server) -> None:
    indexes = [QdrantIndex(url=qdrant_server.url) for _ in range(4)]
    district = District(indexes[0])
    request, vectors = await district.request(tuple(TEXTS))
    fresh = [vector.model_copy(update={"model": district.code}) for vector in vectors]
    stages = [LearningStage(index=index) for index in indexes]
    replies = await asyncio.gather(
        *(stage.departments_replace(request=request, vectors=fresh) for stage in stages)
    )
    assert len({reply.index_version for reply in replies}) == 1
    found = await indexes[0].search(vectors=fresh[0], district=district.code)
    assert len(found.departments_dense) == 2 * len(TEXTS)
    for index in indexes:
        await index.aclose()


async def test_an_index_that_is_away_is_an_error_worth_another_try() -> None:
    index = QdrantIndex(url="http://127.0.0.1:1", timeout_s=1.0)
    vectors = await EMBEDDING.run(text="yo'l", task="query")
    with pytest.raises(IndexUnavailable) as away:
        await index.search(vectors=vectors, district="x")
    assert not away.value.permanent
    await index.aclose()


async def test_an_index_that_hangs_is_left_in_time() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    index = QdrantIndex(url=f"http://127.0.0.1:{port}", timeout_s=0.5)
    vectors = await EMBEDDING.run(text="yo'l", task="query")
    with pytest.raises(IndexUnavailable) as late:
        await index.search(vectors=vectors, district="x")
    assert (late.value.code, late.value.permanent) == ("INDEX_TIMED_OUT", False)
    await index.aclose()
    server.close()
    await asyncio.sleep(0.05)
