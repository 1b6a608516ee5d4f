"""k8s.devstack: the simplest router worth beating: character n-grams against descriptions."""

import json
from collections.abc import Iterable
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

from k8s.devstack.scores import Labelled, Routing

LANGUAGES = ("uz", "ru")
NGRAMS = (3, 5)
BEST = 3


def baseline_route(texts: Iterable[Labelled], *, departments: Path) -> list[Routing]:
    """Return the three departments whose name and description share most n-grams with each text.

    A department has one document a language and counts with the better of them.
    """
    asked = list(texts)
    rows = json.loads(departments.read_text(encoding="utf-8"))
    codes = [row["code"] for row in rows for _ in LANGUAGES]
    documents = [
        f"{row[f'name_{at}']} {row[f'description_{at}']}" for row in rows for at in LANGUAGES
    ]
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=NGRAMS)
    known = vectorizer.fit_transform(documents)
    similarities = (vectorizer.transform([item.text for item in asked]) @ known.T).toarray()
    return [
        Routing(labelled=item, chosen=None, candidates=_best_codes(codes, row))
        for item, row in zip(asked, similarities.tolist(), strict=True)
    ]


def _best_codes(codes: list[str], similarities: list[float]) -> tuple[str, ...]:
    best: dict[str, float] = {}
    for code, similarity in zip(codes, similarities, strict=True):
        best[code] = max(similarity, best.get(code, 0.0))
    return tuple(sorted(best, key=lambda code: (-best[code], code))[:BEST])
