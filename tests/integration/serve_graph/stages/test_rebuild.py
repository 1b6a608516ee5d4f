"""The index is rebuilt and swapped without a gap, and only what changed is embedded (P32)."""

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from serve_graph.clients.qdrant import QdrantIndex
from serve_graph.errors import RequestInvalid
from tests.integration.serve_graph.stages.district import TEXTS, District, Server

ODD = "Болалар майдончаси ёнидаги бутазорда занглаган арматуралар ётибди, бола йиқилса нима бўлади"
LATER = "Автобус бекатида соябон йўқ, одамлар ёмғирда туришибди, скамейка ҳам олиб кетилган"


@pytest_asyncio.fixture
async def district(own_qdrant: Server) -> AsyncIterator[District]:
    index = QdrantIndex(url=own_qdrant.url)
    opened = District(index)
    await opened.fill()
    yield opened
    await index.aclose()


async def _best(district: District, text: str) -> str:
    return (await district.ask(text)).candidates[0].code


async def _wrong(district: District, text: str) -> str:
    """Return a department that the text would not go to by itself."""
    candidates = {one.code for one in (await district.ask(text)).candidates[:1]}
    return next(code for code in TEXTS if code not in candidates)


async def test_a_text_that_has_not_changed_is_not_embedded_again(district: District) -> None:
    codes = tuple(TEXTS)
    assert await district.known(codes) == [True] * 2 * len(TEXTS)
    changed = await district.known(codes, roads_uz="Yo'llar va ko'priklar")
    assert changed == [False] + [True] * (2 * len(TEXTS) - 1)
    assert District(district.index).code != district.code
    assert not any(await District(district.index).known(codes))


async def test_stored_vectors_serve_as_well_as_new_ones(district: District) -> None:
    before = await district.ask(ODD)
    request, vectors = await district.request(tuple(TEXTS))
    stored = await district.learning.departments_known(request=request, vectors=vectors[0])
    kept = [one for one in stored if one is not None]
    await district.learning.departments_replace(request=request, vectors=kept)
    after = await district.ask(ODD)
    assert [one.code for one in after.candidates] == [one.code for one in before.candidates]
    assert after.probabilities == pytest.approx(before.probabilities, abs=1e-3)


async def test_a_rebuild_has_no_gap_and_keeps_what_is_learned_meanwhile(
    district: District,
) -> None:
    (_, vectors), learning = await district.request(("roads",)), district.learning
    odd, later = await _wrong(district, ODD), await _wrong(district, LATER)
    correction, orphan = uuid.uuid4(), uuid.uuid4()
    await district.teach(ODD, odd, correction=correction)
    await district.teach("Эски гап, базада йўқ бўлган тузатиш", "waste", correction=orphan)
    is_done = asyncio.Event()

    async def gaps() -> int:
        empty = 0
        while not is_done.is_set():
            empty += len((await district.ask(ODD)).candidates) != 3
            empty += await _best(district, ODD) != odd
        return empty

    watching = asyncio.create_task(gaps())
    begun = await learning.rebuild_begin(vectors=vectors[0])
    await district.teach(LATER, later, correction=uuid.uuid4())
    await district.fill()
    await district.teach(ODD, odd, correction=correction)
    finished = await learning.rebuild_finish(vectors=vectors[0], index_version=begun.index_version)
    await asyncio.sleep(0.2)
    is_done.set()

    assert await watching == 0
    assert begun.index_version == finished.index_version
    assert (await _best(district, ODD), await _best(district, LATER)) == (odd, later)
    reading = await district.ask("Эски гап, базада йўқ бўлган тузатиш")
    assert len(reading.voter_ids) == 6  # No example: what the database does not know is gone.


async def test_a_rebuild_that_was_not_begun_or_not_filled_changes_nothing(
    own_qdrant: Server,
) -> None:
    index = QdrantIndex(url=own_qdrant.url)
    district = District(index)
    request, vectors = await district.request(tuple(TEXTS))
    own = [vector.model_copy(update={"model": district.code}) for vector in vectors]
    await district.learning.departments_replace(request=request, vectors=own)
    with pytest.raises(RequestInvalid, match="REBUILD_NOT_BEGUN"):
        await district.learning.rebuild_finish(vectors=own[0], index_version="")
    first = await district.learning.rebuild_begin(vectors=own[0])
    second = await district.learning.rebuild_begin(vectors=own[0])
    for rebuild, refusal in ((first, "REBUILD_NOT_BEGUN"), (second, "REBUILD_EMPTY")):
        with pytest.raises(RequestInvalid, match=refusal):
            await district.learning.rebuild_finish(
                vectors=own[0], index_version=rebuild.index_version
            )
    found = await index.search(vectors=own[0], district=district.code)
    assert len(found.descriptions) == 2 * len(TEXTS)
    await index.aclose()
