"""One question to a Gemini model that must be answered by JSON of a schema.

An answer that is empty, cut or not of the schema counts for the breaker like no answer at all: a
model that talks nonsense is as useless as one that is down (F7).
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from google.genai import types
from pydantic import BaseModel, ValidationError

from serve_graph.clients.gemini.connection import (
    MODEL_GONE,
    GeminiAccess,
    GeminiConnection,
    asked,
)
from serve_graph.clients.gemini.profiles import MODEL_PROFILES, ModelProfile, profile_of
from serve_graph.clients.guard import Breaker, Guard
from serve_graph.contract_stages import ModelSettings
from serve_graph.errors import ModelAnswerInvalid, ModelUnavailable

M = TypeVar("M", bound=BaseModel)

# Whoever asks names the model, so a replica remembers only so many of them.
MODELS_MAX = 16


@dataclass(frozen=True)
class Question(Generic[M]):
    """What to ask, and how to read the answer; ``check`` raises ``ModelAnswerInvalid``."""

    prompt: str
    schema: Mapping[str, Any]
    shape: type[M]
    check: Callable[[M], None]


@dataclass(frozen=True)
class Generated(Generic[M]):
    """An answer that fits, the model that gave it, and its price in tokens."""

    answer: M
    model_answered: str
    tokens_used: int


class Generator:
    """Asks the models of one provider, each behind a guard of its own."""

    def __init__(
        self, access: GeminiAccess, *, breaker_made: Callable[[], Breaker] = Breaker
    ) -> None:
        self._gemini = GeminiConnection(access)
        self._timeout_s = access.timeout_s
        self._breaker_made = breaker_made
        self._guards: OrderedDict[str, Guard] = OrderedDict()

    async def ask(self, question: Question[M], *, model: ModelSettings) -> Generated[M]:
        """Return the answer, by the model's successor when it has retired.

        Raises ``ModelUnavailable``, ``ModelAnswerInvalid``.
        """
        try:
            return await self._ask(question, model)
        except ModelUnavailable as error:
            successor = profile_of(model.model).successor
            if error.code != MODEL_GONE or successor is None:
                raise
            return await self._ask(question, model.model_copy(update={"model": successor}))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._gemini.aclose()

    async def _ask(self, question: Question[M], model: ModelSettings) -> Generated[M]:
        return await self._guard(model.model).call(lambda: self._ask_once(question, model))

    def _guard(self, name: str) -> Guard:
        guard = self._guards.setdefault(
            name,
            Guard(
                name=name if name in MODEL_PROFILES else "another model",
                timeout_s=self._timeout_s,
                unavailable=ModelUnavailable,
                breaker=self._breaker_made(),
            ),
        )
        self._guards.move_to_end(name)
        while len(self._guards) > MODELS_MAX:
            self._guards.popitem(last=False)
        return guard

    async def _ask_once(self, question: Question[M], model: ModelSettings) -> Generated[M]:
        config = _config(model, profile_of(model.model), question.schema)
        response = await asked(
            lambda: self._gemini.models.generate_content(
                model=model.model, contents=question.prompt, config=config
            ),
            unavailable=ModelUnavailable,
        )
        tokens = _tokens(response)
        try:
            answer = _parsed(response, question.shape)
            question.check(answer)
        except ModelAnswerInvalid as error:
            error.tokens_used = tokens
            raise
        return Generated(answer, response.model_version or model.model, tokens)


def _config(
    model: ModelSettings, profile: ModelProfile, schema: Mapping[str, Any]
) -> types.GenerateContentConfig:
    """Cap the visible answer as asked, and give the thoughts their own room beside it."""
    level = profile.thinking_level
    thinks = level is not None or profile.thinking_budget is not None
    return types.GenerateContentConfig(
        temperature=model.temperature,
        max_output_tokens=model.max_tokens + profile.thoughts_max_tokens,
        response_mime_type="application/json",
        response_json_schema=dict(schema),
        thinking_config=types.ThinkingConfig(
            thinking_budget=profile.thinking_budget,
            thinking_level=types.ThinkingLevel(level) if level else None,
        )
        if thinks
        else None,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )


def _parsed(response: types.GenerateContentResponse, shape: type[M]) -> M:
    """Return the answer; the SDK itself raises nothing for one that is cut or empty."""
    candidate = response.candidates[0] if response.candidates else None
    if candidate and candidate.finish_reason is types.FinishReason.MAX_TOKENS:
        raise invalid("ANSWER_CUT", "the model reached its output limit")
    parts = candidate.content.parts if candidate and candidate.content else None
    text = "".join(part.text or "" for part in parts or [] if not part.thought)
    if not text.strip():
        raise invalid("ANSWER_EMPTY", "the model said nothing")
    try:
        return shape.model_validate_json(text)
    except ValidationError:
        raise invalid("ANSWER_NOT_VALID", "the answer does not fit its schema") from None


def _tokens(response: types.GenerateContentResponse) -> int:
    usage = response.usage_metadata
    return (usage.total_token_count or 0) if usage else 0


def invalid(code: str, message: str) -> ModelAnswerInvalid:
    """Return the error of an answer that another try may mend."""
    return ModelAnswerInvalid(code, message, permanent=False)
