"""The models that need no key and no network: an embedder in the process, a decider by numbers."""

import asyncio
from collections.abc import Sequence
from typing import Literal

import alifbo

from serve_graph.clients.e5 import E5
from serve_graph.contract import Decision, Language, Script
from serve_graph.contract_stages import ModelSettings, Prompt, SearchReading
from serve_graph.errors import EmbeddingUnavailable

OFFLINE_EMBEDDING_MODEL = "multilingual-e5-small"
OFFLINE_DECIDER = "offline-similarity"
TEXT_MAX_CHARS = 2_000  # More than the 512 tokens the model reads of any text.
# Uzbek in Cyrillic follows from Latin, as everywhere.
_REASONS = {
    Language.UZ: ("Soʻzlari va mazmuni boʻyicha eng yaqin boʻlim: {:.0%}", "keyingisi: {:.0%}"),
    Language.RU: ("Самый близкий по словам и смыслу отдел: {:.0%}", "следующий: {:.0%}"),
}


class OfflineEmbedder:
    """multilingual-e5-small in this process; 384 numbers a vector, about 10 ms a text.

    The engine lets go of the GIL, so texts are embedded in threads, each text in one.
    """

    def __init__(self) -> None:
        self.model = OFFLINE_EMBEDDING_MODEL
        self._engine = E5()
        self.dimensions = self._engine.dimensions

    async def embed(
        self, texts: Sequence[str], *, task: Literal["query", "document"]
    ) -> list[tuple[float, ...]]:
        """Return one vector per text; raises ``EmbeddingUnavailable`` for text it cannot read."""
        return [await asyncio.to_thread(self._embed_one, text, task) for text in texts]

    def _embed_one(self, text: str, task: Literal["query", "document"]) -> tuple[float, ...]:
        # A lone surrogate cannot be encoded at all.
        readable = text.encode("utf-8", "ignore").decode()[:TEXT_MAX_CHARS]
        try:
            return tuple(self._engine.embed(readable, task=task).tolist())
        except (RuntimeError, ValueError) as error:
            message = "the offline engine could not read the text"
            raise EmbeddingUnavailable("EMBEDDING_FAILED", message, permanent=True) from error


class OfflineDecider:
    """Takes the most probable candidate; its confidence is the calibrated probability (P18)."""

    model = OFFLINE_DECIDER

    async def decide(
        self, *, prompt: Prompt, reading: SearchReading, model: ModelSettings
    ) -> Decision | None:
        """Return the best of the prompt's candidates, or ``None`` when there is none."""
        options = [
            (probability, candidate)
            for candidate, probability in zip(
                reading.candidates, reading.probabilities, strict=True
            )
            if candidate.code in prompt.candidate_codes
        ]
        if not options:
            return None
        options.sort(key=lambda option: -option[0])
        probability, best = options[0]
        return Decision(
            department_id=best.department_id,
            code=best.code,
            name=best.name,
            confidence=probability,
            reason=_reason([option[0] for option in options], model=model),
        )


def _reason(probabilities: Sequence[float], *, model: ModelSettings) -> str:
    """Return why the first was chosen, as citizen and staff read it: in the message's language."""
    nearest, following = _REASONS[model.language]
    reason = nearest.format(probabilities[0])
    if len(probabilities) > 1:
        reason = f"{reason}, {following.format(probabilities[1])}"
    if (model.language, model.script) == (Language.UZ, Script.CYRILLIC):
        reason = alifbo.to_cyrillic(reason).text
    return f"{reason}."
