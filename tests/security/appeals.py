"""Honest appeals for the tests of what attacks the router: made, so that they are of nobody."""

from pathlib import Path
from random import Random

from serve_graph.contract import Language
from serve_graph.quality.dressing import dressed
from serve_graph.quality.rows import Department, departments_read

ROOT = Path(__file__).parents[2]


def appeals(number: int) -> list[str]:
    """Return honest appeals as careless people write them."""
    rng = Random(24)  # noqa: S311  # reproducible, no secret
    pool = [
        (text, language)
        for department in departments()
        for language in Language
        for text in getattr(department, f"wordings_{language}")
    ]
    chosen = rng.sample(pool, number)
    return [dressed([text], language, rng) for text, language in chosen]


def departments() -> tuple[Department, ...]:
    return departments_read(ROOT / "django_core" / "departments" / "data" / "departments.json")
