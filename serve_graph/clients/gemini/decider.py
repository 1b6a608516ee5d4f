"""A Gemini model that chooses one of a prompt's candidates (P18)."""

from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict, Field

from serve_graph.clients.gemini.connection import GeminiAccess
from serve_graph.clients.gemini.generator import Generator, Question, invalid
from serve_graph.clients.guard import Breaker
from serve_graph.contract_stages import ModelSettings, Prompt

REASON_MAX_CHARS = 1_000


class _Choice(BaseModel):
    """What the model says, as the schema it is given asks for it; nothing more is read (S25)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    code: str
    confidence: float = Field(ge=0, le=1)
    reason: str


class ModelAnswer(BaseModel):
    """What the model chose, who answered, and what it cost."""

    model_config = ConfigDict(frozen=True)

    code: str
    confidence: float
    reason: str
    model_answered: str
    tokens_used: int


class GeminiDecider:
    """Asks a Gemini model to choose one of a prompt's candidates."""

    def __init__(
        self, *, access: GeminiAccess, breaker_made: Callable[[], Breaker] = Breaker
    ) -> None:
        self._generator = Generator(access, breaker_made=breaker_made)

    async def decide(self, *, prompt: Prompt, model: ModelSettings) -> ModelAnswer:
        """Return the model's choice, from its successor when it has retired.

        Raises ``ModelUnavailable``, or ``ModelAnswerInvalid`` for an answer that is empty, cut,
        not valid JSON or not one of the candidates (P18).
        """

        def check(choice: _Choice) -> None:
            if choice.code not in prompt.candidate_codes:
                raise invalid("ANSWER_NOT_A_CANDIDATE", "the model chose something else")

        question = Question(prompt.text, _schema(prompt.candidate_codes), _Choice, check)
        said = await self._generator.ask(question, model=model)
        return ModelAnswer(
            code=said.answer.code,
            confidence=said.answer.confidence,
            reason=said.answer.reason[:REASON_MAX_CHARS],
            model_answered=said.model_answered,
            tokens_used=said.tokens_used,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._generator.aclose()


def _schema(candidate_codes: Sequence[str]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {
            "code": {"type": "string", "enum": list(candidate_codes)},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "reason": {"type": "string"},
        },
        "required": ["code", "confidence", "reason"],
        "additionalProperties": False,
    }
