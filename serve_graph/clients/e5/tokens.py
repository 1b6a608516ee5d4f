"""Cuts a text into the numbered pieces of words that the model knows."""

import re
from typing import Any

from sentencepiece import SentencePieceProcessor, sentencepiece_model_pb2

from serve_graph.clients.e5.weights import Vocabulary

TOKENS_MAX = 512  # What the model was trained to read; the rest of a text is left out.

_SPACES = re.compile(" {2,}")
_UNIGRAM, _NORMAL, _UNKNOWN, _CONTROL = 1, 1, 2, 3


class Tokenizer:
    """The tokenizer of XLM-RoBERTa over the vocabulary of a weights file."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._begin, self._end = vocabulary.begin, vocabulary.end
        self._spelling = dict(vocabulary.spelling)
        self._pieces = SentencePieceProcessor(model_proto=_model(vocabulary).SerializeToString())

    def read(self, text: str) -> list[int]:
        """Return the tokens of a text, at most 512, between the marks of its begin and end."""
        spelled = _SPACES.sub(" ", text.translate(self._spelling))
        tokens: list[int] = self._pieces.encode(spelled)
        return [self._begin, *tokens[: TOKENS_MAX - 2], self._end]


def _model(vocabulary: Vocabulary) -> Any:  # noqa: ANN401  # protobuf makes its types at import
    kinds = dict.fromkeys((vocabulary.begin, vocabulary.end, vocabulary.pad), _CONTROL)
    kinds[vocabulary.unknown] = _UNKNOWN
    model = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
    model.trainer_spec.model_type = _UNIGRAM
    model.trainer_spec.bos_id, model.trainer_spec.eos_id = vocabulary.begin, vocabulary.end
    model.trainer_spec.pad_id, model.trainer_spec.unk_id = vocabulary.pad, vocabulary.unknown
    # The spelling is ours to apply: the file has it as a table, not as the library's compiled one.
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.remove_extra_whitespaces = False
    add = model.pieces.add
    for number, (piece, score) in enumerate(zip(vocabulary.pieces, vocabulary.scores, strict=True)):
        add(piece=piece, score=score, type=kinds.get(number, _NORMAL))
    return model
