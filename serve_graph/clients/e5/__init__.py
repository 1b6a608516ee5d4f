"""multilingual-e5-small in this process: text in, 384 numbers out, no key and no network."""

from typing import Literal

from serve_graph.clients.e5.encoder import Encoder
from serve_graph.clients.e5.tokens import Tokenizer
from serve_graph.clients.e5.weights import Floats, Weights

_PREFIXES = {"query": "query: ", "document": "passage: "}


class E5:
    """Tokenizer and encoder; safe to call from several threads, each call uses one core."""

    def __init__(self) -> None:
        weights = Weights()
        self._tokenizer = Tokenizer(weights.vocabulary)
        self._encoder = Encoder(weights)
        self.dimensions = self._encoder.dimensions

    def embed(self, text: str, *, task: Literal["query", "document"]) -> Floats:
        """Return the vector of a text, of length 1; the text has no lone surrogates."""
        return self._encoder.encode(self._tokenizer.read(_PREFIXES[task] + text))
