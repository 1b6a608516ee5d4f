"""The client of Gemini, through Google's own SDK: embeddings and decisions.

Invariant: nobody else imports ``google``, and no answer leaves here unparsed.
"""

import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import httpx2
from google import genai
from google.genai import errors, types
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from serve_graph.clients.guard import Guard
from serve_graph.clients.model_profiles import ModelProfile, profile_of
from serve_graph.contract import ModelSettings, Prompt
from serve_graph.errors import (
    EmbeddingUnavailable,
    GraphError,
    ModelAnswerInvalid,
    ModelUnavailable,
)

T = TypeVar("T")

TEXTS_PER_CALL_MAX = 100
REASON_MAX_CHARS = 1_000
_STATUS_GONE = 404
_STATUS_TOO_MANY = 429
_TASK_TYPES = {"query": "RETRIEVAL_QUERY", "document": "RETRIEVAL_DOCUMENT"}


@dataclass(frozen=True)
class GeminiAccess:
    """Where Gemini is and how long it may take; ``base_url`` is Google's own when ``None``."""

    api_key: str
    timeout_s: float
    base_url: str | None = None


class GeminiConnection:
    """The SDK's client over connections of our own, so that they can be closed."""

    def __init__(self, access: GeminiAccess) -> None:
        # Given to the SDK, because it would take aiohttp wherever Ray has brought that along.
        self._http = httpx2.AsyncClient()
        # The SDK waits a little longer than the guard, so that one of them, the guard, decides.
        timeout_ms = int(access.timeout_s * 1_000) + 1_000
        options = types.HttpOptions(
            base_url=access.base_url, timeout=timeout_ms, httpx_async_client=self._http
        )
        client = genai.Client(vertexai=False, api_key=access.api_key, http_options=options)
        self.models = client.aio.models

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()


class GeminiEmbedder:
    """Turns texts into vectors of length one."""

    def __init__(self, *, access: GeminiAccess, model: str, dimensions: int) -> None:
        self.model = model
        self.dimensions = dimensions
        self._gemini = GeminiConnection(access)
        self._guard = Guard(
            name=model,
            timeout_s=access.timeout_s,
            unavailable=EmbeddingUnavailable,
            cancelled_is_fine=True,
        )

    async def embed(
        self, texts: Sequence[str], *, task: Literal["query", "document"]
    ) -> list[tuple[float, ...]]:
        """Return one vector per text; raises ``EmbeddingUnavailable``."""
        vectors: list[tuple[float, ...]] = []
        for start in range(0, len(texts), TEXTS_PER_CALL_MAX):
            part = list(texts[start : start + TEXTS_PER_CALL_MAX])
            vectors += await self._guard.call(lambda part=part: self._embed_once(part, task))  # type: ignore[misc]  # mypy cannot type a lambda's default
        return vectors

    async def aclose(self) -> None:
        """Close the connections."""
        await self._gemini.aclose()

    async def _embed_once(self, texts: list[str], task: str) -> list[tuple[float, ...]]:
        config = types.EmbedContentConfig(
            task_type=_TASK_TYPES[task], output_dimensionality=self.dimensions
        )
        response = await _asked(
            lambda: self._gemini.models.embed_content(
                model=self.model, contents=list[Any](texts), config=config
            ),
            unavailable=EmbeddingUnavailable,
        )
        vectors = [_unit(item.values or []) for item in response.embeddings or []]
        # Some models answer one vector for a whole list.
        if len(vectors) != len(texts) or any(len(v) != self.dimensions for v in vectors):
            message = "not one vector of the right size per text"
            raise EmbeddingUnavailable("EMBEDDING_WRONG", message, permanent=True)
        return vectors


class ModelAnswer(BaseModel):
    """What the model said, as the schema it was given asks for it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    confidence: float = Field(ge=0, le=1)
    reason: str = ""
    model_answered: str = ""


class GeminiDecider:
    """Asks a Gemini model to choose one of a prompt's candidates."""

    def __init__(self, *, access: GeminiAccess) -> None:
        self._gemini = GeminiConnection(access)
        self._access = access
        self._guards: dict[str, Guard] = {}

    async def decide(self, *, prompt: Prompt, model: ModelSettings) -> ModelAnswer:
        """Return the model's choice, from its successor when it has retired.

        Raises ``ModelUnavailable``, or ``ModelAnswerInvalid`` for an answer that is empty, cut,
        not valid JSON or not one of the candidates (P18).
        """
        try:
            return await self._answer(prompt, model)
        except ModelUnavailable as error:
            successor = profile_of(model.model).successor
            if error.code != "MODEL_GONE" or successor is None:
                raise
            return await self._answer(prompt, model.model_copy(update={"model": successor}))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._gemini.aclose()

    async def _answer(self, prompt: Prompt, model: ModelSettings) -> ModelAnswer:
        guard = self._guards.setdefault(model.model, self._guard(model.model))
        response = await guard.call(lambda: self._ask_once(prompt, model))
        answer = _parsed(response, candidate_codes=prompt.candidate_codes)
        answered = response.model_version or model.model
        return answer.model_copy(update={"model_answered": answered})

    def _guard(self, name: str) -> Guard:
        return Guard(name=name, timeout_s=self._access.timeout_s, unavailable=ModelUnavailable)

    async def _ask_once(
        self, prompt: Prompt, model: ModelSettings
    ) -> types.GenerateContentResponse:
        config = _config(model, profile_of(model.model), prompt.candidate_codes)
        return await _asked(
            lambda: self._gemini.models.generate_content(
                model=model.model, contents=prompt.text, config=config
            ),
            unavailable=ModelUnavailable,
        )


def _config(
    model: ModelSettings, profile: ModelProfile, candidate_codes: Sequence[str]
) -> types.GenerateContentConfig:
    """Cap the visible answer as asked, and give the thoughts their own room beside it."""
    level = profile.thinking_level
    thinks = level is not None or profile.thinking_budget is not None
    return types.GenerateContentConfig(
        temperature=model.temperature,
        max_output_tokens=model.max_tokens + profile.thoughts_max_tokens,
        response_mime_type="application/json",
        response_json_schema=_schema(candidate_codes),
        thinking_config=types.ThinkingConfig(
            thinking_budget=profile.thinking_budget,
            thinking_level=types.ThinkingLevel(level) if level else None,
        )
        if thinks
        else None,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )


def _schema(candidate_codes: Sequence[str]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {
            "code": {"type": "string", "enum": list(candidate_codes)},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "reason": {"type": "string"},
        },
        "required": ["code", "confidence", "reason"],
    }


def _parsed(
    response: types.GenerateContentResponse, *, candidate_codes: Sequence[str]
) -> ModelAnswer:
    """Return the answer; the SDK itself raises nothing for one that is cut or empty."""
    candidate = response.candidates[0] if response.candidates else None
    if candidate and candidate.finish_reason is types.FinishReason.MAX_TOKENS:
        raise _invalid("ANSWER_CUT", "the model reached its output limit")
    parts = candidate.content.parts if candidate and candidate.content else None
    text = "".join(part.text or "" for part in parts or [] if not part.thought)
    if not text.strip():
        raise _invalid("ANSWER_EMPTY", "the model said nothing")
    try:
        answer = ModelAnswer.model_validate_json(text)
    except ValidationError:
        raise _invalid("ANSWER_NOT_VALID", "the answer does not fit its schema") from None
    if answer.code not in candidate_codes:
        raise _invalid("ANSWER_NOT_A_CANDIDATE", "the model chose something else")
    return answer.model_copy(update={"reason": answer.reason[:REASON_MAX_CHARS]})


def _invalid(code: str, message: str) -> ModelAnswerInvalid:
    return ModelAnswerInvalid(code, message, permanent=False)


async def _asked(call: Callable[[], Awaitable[T]], *, unavailable: type[GraphError]) -> T:
    """Turn the SDK's errors into ours; the messages of a provider never reach a log."""
    try:
        return await call()
    except errors.APIError as error:
        code = "MODEL_GONE" if error.code == _STATUS_GONE else f"PROVIDER_{error.code}"
        may_pass = error.code == _STATUS_TOO_MANY or error.code >= 500
        message = f"the provider answered {error.code}"
        refusal = unavailable(code, message, permanent=not may_pass)
        refusal.retry_after_s = _retry_after_s(error)
        raise refusal from error
    except (httpx2.HTTPError, errors.UnknownApiResponseError) as error:
        name = type(error).__name__
        raise unavailable("PROVIDER_UNREACHABLE", name, permanent=False) from error


def _retry_after_s(error: errors.APIError) -> float | None:
    """Return when the provider wants to be asked again; the SDK itself does not look."""
    said = error.response.headers.get("retry-after", "") if error.response is not None else ""
    return float(said) if said.isdigit() else None


def _unit(values: Sequence[float]) -> tuple[float, ...]:
    """Return the vector with length one: shortened vectors come with any length."""
    length = math.sqrt(sum(value * value for value in values)) or 1.0
    return tuple(value / length for value in values)
