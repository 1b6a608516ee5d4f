"""What corrections do to other texts and to paraphrases of their own (P30, P31).

The worst case is measured: texts that are routed well are corrected to a wrong department.  The
corrected texts and all that is made of them come from one half of the rows, the other texts are
the whole other half, those of the same departments among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from serve_graph.quality.bench import Bench, KeptEmbedder
from serve_graph.quality.dressing import dressed, paraphrased
from serve_graph.quality.rows import Department, RoutingRow, departments_request, is_train

COUNTS = (1, 5, 20, 100)
PAIRS = 4  # Confused pairs of departments at once.
PARAPHRASES_ASKED = 40
SEED = 7


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Shares that are right, before and after so many corrections per confused pair."""

    name: str
    corrected: int
    others_before: float
    others_after: float
    paraphrases_before: float
    paraphrases_after: float


@dataclass(frozen=True)
class Correction:
    """A text that a person gives to another department."""

    row: RoutingRow
    text: str
    code: str


async def corrections_judged(
    rows: Sequence[RoutingRow], departments: Sequence[Department], embedder: KeptEmbedder
) -> list[Effect]:
    """Return the effects, the worst case first, then of honest corrections."""
    rng = Random(SEED)  # noqa: S311  # reproducible, no secret
    others = [row for row in rows if not is_train(row.id)]
    pairs = _pairs(departments, rng)
    found = []
    for count in COUNTS:
        taught = [one for pair in pairs for one in _wrong(rows, pair, count, rng)]
        case = _Case(departments, others, embedder)
        found.append(await case.effect(f"{count} wrong per pair", taught, rng))
    case = _Case(departments, others, embedder)
    honest = await case.mistakes()
    case.others = [row for row in others if row not in {one.row for one in honest}]
    return [*found, await case.effect("honest", honest, rng)]


class _Case:
    """One index, before and after it is taught."""

    def __init__(
        self,
        departments: Sequence[Department],
        others: Sequence[RoutingRow],
        embedder: KeptEmbedder,
    ) -> None:
        self.others = list(others)
        self._request = departments_request(departments)
        self._bench = Bench(embedder)

    async def effect(self, name: str, taught: Sequence[Correction], rng: Random) -> Effect:
        await self._bench.departments(self._request)
        asked = rng.sample(list(taught), min(PARAPHRASES_ASKED, len(taught)))
        said = [(paraphrased(one.row.text, one.row.lang, rng), one.code) for one in asked]
        known = [(row.text, row.department) for row in self.others]
        others_before, said_before = await self._right(known), await self._right(said)
        ids = {one.code: one.department_id for one in self._request.departments}
        for one in taught:
            await self._bench.correct(one.text, code=one.code, department_id=ids[one.code])
        return Effect(
            name=name,
            corrected=len(taught),
            others_before=others_before,
            others_after=await self._right(known),
            paraphrases_before=said_before,
            paraphrases_after=await self._right(said),
        )

    async def mistakes(self) -> list[Correction]:
        """Return the right corrections of what is routed wrongly."""
        await self._bench.departments(self._request)
        return [
            Correction(row, row.text, row.department)
            for row in self.others
            if await self._top(row.text) != row.department
        ]

    async def _right(self, asked: Sequence[tuple[str, str]]) -> float:
        hits = [await self._top(text) == code for text, code in asked]
        return sum(hits) / len(hits)

    async def _top(self, text: str) -> str:
        return (await self._bench.ask(text)).candidates[0].code


def _pairs(departments: Sequence[Department], rng: Random) -> list[tuple[str, str]]:
    codes = [department.code for department in departments]
    chosen = rng.sample(codes, 2 * PAIRS)
    return list(zip(chosen[:PAIRS], chosen[PAIRS:], strict=True))


def _wrong(
    rows: Sequence[RoutingRow], pair: tuple[str, str], count: int, rng: Random
) -> list[Correction]:
    """Return so many texts of one department given to another; dressed ones once all are used."""
    right, wrong = pair
    pool = [row for row in rows if row.department == right and is_train(row.id)]
    rng.shuffle(pool)
    taught = [Correction(row, row.text, wrong) for row in pool[:count]]
    while len(taught) < count:
        row = rng.choice(pool)
        taught.append(Correction(row, dressed([row.text], row.lang, rng), wrong))
    return taught
