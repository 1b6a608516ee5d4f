"""Search and learning over the real engine, with the real offline model (P16, P30, P32)."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from serve_graph.clients.qdrant import QdrantIndex
from serve_graph.contract import Language
from serve_graph.contract_stages import Draft, EffectReading, Lesson, SearchReading
from serve_graph.errors import DistrictUnknown, IndexUnavailable, RequestInvalid
from serve_graph.stages.learning import example_id
from tests.integration.serve_graph.stages.district import (
    EMBEDDING,
    LANGUAGE,
    TEXTS,
    District,
    Server,
)

ODD = "Болалар майдончаси ёнидаги бутазорда занглаган арматуралар ётибди, бола йиқилса нима бўлади"


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


@pytest.mark.parametrize("text", ["🙂🙂", "\0\0", "\ud800", "а" * 4_000, "12345", "asdf qwerty"])
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
    assert (late.value.code, late.value.permanent) == ("TIMED_OUT", False)
    await index.aclose()
    server.close()
    await asyncio.sleep(0.05)


async def test_a_correction_that_is_relabelled_counts_for_its_new_department_only(
    district: District,
) -> None:
    correction = uuid.uuid4()
    first = _best(await district.ask(ODD))
    b, c = [code for code in TEXTS if code != first][:2]
    await district.teach(ODD, b, correction=correction, version=1)
    started = time.monotonic()
    await district.teach(ODD, c, correction=correction, version=2)
    reading = await district.ask(ODD)
    assert time.monotonic() - started < 2.0
    assert _best(reading) == c
    assert reading.voter_ids.count(example_id(correction)) == 1
    assert dict(zip((one.code for one in reading.candidates), reading.probabilities, strict=True))[
        c
    ] == pytest.approx(0.97, abs=0.02)


async def test_descriptions_wordings_and_examples_never_share_slots(district: District) -> None:
    for number in range(40):
        await district.teach(f"{ODD} {number}", "waste", correction=uuid.uuid4())
    reading = await district.ask(ODD)
    found = await district.index.search(
        vectors=await EMBEDDING.run(text=ODD, task="query"), district=district.code
    )
    assert len(found.descriptions) == 2 * len(TEXTS)
    assert {hit.payload["department"] for hit in found.wordings} == set(TEXTS)
    assert len(reading.candidates) == 3
    assert len(reading.voter_ids) == 3 + 3 + 1


async def test_a_lesson_is_tried_out_as_if_it_were_learned(district: District) -> None:
    """What the effect says before teaching is what teaching does (P31); nothing is written."""
    text = "Боғча ёнидаги чироқлар ёнмаяпти, болалар қоронғида юришади, илтимос ёрдам беринг"
    best = (await district.ask(text)).candidates[0].code
    wrong = next(code for code in TEXTS if code != best)
    correction = uuid.uuid4()
    vectors = await EMBEDDING.run(text=(await LANGUAGE.run(text=text)).cleaned, task="query")
    lesson = Lesson(point_id=example_id(correction), vectors=vectors, department_code=wrong)

    async def effect() -> tuple[str, str]:
        found = await district.search.effect(vectors=vectors, district=district.code, lesson=lesson)
        return found.before, found.after

    assert await effect() == (best, wrong)
    assert (await district.ask(text)).candidates[0].code == best
    await district.teach(text, wrong, correction=correction)
    assert (await district.ask(text)).candidates[0].code == wrong
    assert await effect() == (best, wrong)  # A lesson never counts against itself.


async def _drafted(district: District, code: str, **changed: str) -> Draft:
    request, vectors = await district.request((code,), **changed)
    return await district.learning.draft(upsert=request.departments[0], vectors=vectors)


async def _previewed(district: District, text: str, *drafts: Draft) -> EffectReading:
    vectors = await EMBEDDING.run(text=(await LANGUAGE.run(text=text)).cleaned, task="query")
    return await district.search.preview(vectors=vectors, district=district.code, drafts=drafts)


async def test_draft_that_changes_nothing_moves_nothing(district: District) -> None:
    drafts = [await _drafted(district, code) for code in TEXTS]
    for text in (ODD, "Дорога разбита, ямы", "Chiqindi konteyneri to'lib ketgan"):
        effect = await _previewed(district, text, *drafts)
        assert effect.before == effect.after == _best(await district.ask(text))
        assert effect.after_probability == pytest.approx(effect.before_probability, abs=1e-3)


async def test_preview_says_what_the_saved_texts_then_do(district: District) -> None:
    text = "На улице стая бродячих собак, страшно за детей"
    before = await district.ask(text)
    other = next(code for code in TEXTS if code != _best(before))
    words = "Отлов бродячих собак. Стая бродячих собак на улице, собаки пугают детей"
    changed = {f"{other}_ru": words, f"{other}_uz": "Daydi itlar. Daydi itlarni tutish"}

    effect = await _previewed(district, text, await _drafted(district, other, **changed))
    assert (await district.ask(text)) == before, "a preview saves nothing"

    request, vectors = await district.request(tuple(TEXTS), **changed)
    await district.learning.departments_replace(request=request, vectors=vectors)
    saved = await district.ask(text)
    assert (effect.before, effect.after) == (_best(before), other)
    assert _best(saved) == other
    assert effect.after_probability == pytest.approx(saved.probabilities[0], abs=0.02)


async def test_search_by_words_alone_lists_the_departments_it_cannot_compare(
    district: District,
) -> None:
    """While the embedding model is away (P20)."""
    text = "Konteyner to'lib ketgan, chiqindini hech kim olib ketmayapti"
    words = await EMBEDDING.words(text=text)
    reading = await district.search.run(
        vectors=words, district=district.code, languages=(Language.UZ,)
    )
    known = await district.ask(text)
    assert _best(reading) == "waste"
    assert len({candidate.code for candidate in reading.candidates}) == 3
    assert reading.index_version == known.index_version
    assert reading.candidates[0].description == known.candidates[0].description
