"""The decision stage: a model chooses among the candidates, or the search alone does (P18, P20)."""

import asyncio
from typing import Protocol

from serve_graph.contract import Candidate, Decision, ReasonCode
from serve_graph.contract_stages import DecisionReading, ModelSettings, Prompt, SearchReading
from serve_graph.errors import GraphError, ModelAnswerInvalid, ModelUnavailable
from serve_graph.texts import clean

ANSWERS_ASKED_MAX = 2
REASON_MAX_CHARS = 1_000
# So many words in a row of the instructions are no coincidence (S23).
LEAKED_WORDS = 6


class ModelAnswer(Protocol):
    """What a model said; nothing in it is trusted before it is checked."""

    @property
    def code(self) -> str:
        """The code of the chosen department."""

    @property
    def confidence(self) -> float:
        """How sure the model says it is, 0 to 1: no probability."""

    @property
    def reason(self) -> str:
        """Why, in the model's words."""

    @property
    def model_answered(self) -> str:
        """The model that answered, which may be a successor of the one asked."""

    @property
    def tokens_used(self) -> int:
        """What the answer has cost."""


class DecisionModel(Protocol):
    """A language model that chooses one of a prompt's candidates."""

    async def decide(self, *, prompt: Prompt, model: ModelSettings) -> ModelAnswer:
        """Return the answer; raises ``ModelUnavailable``, ``ModelAnswerInvalid``."""


class Fallback(Protocol):
    """A decider that needs nothing but the search's reading."""

    @property
    def model(self) -> str:
        """The name under which its decisions are stored."""

    async def decide(
        self, *, prompt: Prompt, reading: SearchReading, model: ModelSettings
    ) -> Decision | None:
        """Return the most probable candidate, or ``None`` when there is none.

        The reason is in the language and script of the message.
        """


class DecisionStage:
    """Asks the model, checks its answer, asks once more, then falls back and says why.

    All that is asked for one message shares ``within_s``, whatever the model does (F7).
    """

    def __init__(
        self, *, model: DecisionModel | None, fallback: Fallback, within_s: float | None = None
    ) -> None:
        self._model = model
        self._fallback = fallback
        self._within_s = within_s

    async def run(
        self, *, prompt: Prompt, reading: SearchReading, model: ModelSettings
    ) -> DecisionReading:
        """Return a decision for one of the candidates, or the reason why there is none.

        Without a model, or where none is needed, the fallback is the decider and nothing is
        degraded; with one that fails, its decision is marked ``degraded`` (P20).
        """
        if self._model is None or _is_sure(reading, model.skip_from):
            return await self._fall_back(prompt, reading, model)
        if not model.is_allowed:
            return DecisionReading(reason_code=ReasonCode.BUDGET_SPENT)
        asking = _Asking(self._model, prompt, model)
        try:
            answer = await asking.answer(within_s=self._within_s)
            decision = _decision(answer, reading, instructions=prompt.instructions)
        except GraphError as error:
            alone = await self._fall_back(prompt, reading, model)
            spent = {"reason_code": error.reason, "tokens_used": asking.tokens_used}
            return alone.model_copy(update={"degraded": True, **spent})
        return DecisionReading(
            decision=decision,
            model_answered=answer.model_answered or model.model,
            tokens_used=asking.tokens_used,
        )

    async def _fall_back(
        self, prompt: Prompt, reading: SearchReading, model: ModelSettings
    ) -> DecisionReading:
        decision = await self._fallback.decide(prompt=prompt, reading=reading, model=model)
        return DecisionReading(
            decision=decision,
            reason_code=ReasonCode.NO_CANDIDATES if decision is None else None,
            model_answered=self._fallback.model,
        )


class _Asking:
    """What one message asks of the model, and what all of it costs."""

    def __init__(self, model: DecisionModel, prompt: Prompt, settings: ModelSettings) -> None:
        self.tokens_used = 0
        self._model, self._prompt, self._settings = model, prompt, settings

    async def answer(self, *, within_s: float | None) -> ModelAnswer:
        """Return an answer that names a candidate, in time; raises ``GraphError``."""
        try:
            async with asyncio.timeout(within_s):
                return await self._asked_twice()
        except TimeoutError as error:
            message = "no good answer in the time of one message"
            raise ModelUnavailable("TIMED_OUT", message, permanent=False) from error

    async def _asked_twice(self) -> ModelAnswer:
        """Ask once more after an answer that is no candidate (P18)."""
        for _ in range(ANSWERS_ASKED_MAX - 1):
            try:
                return await self._once()
            except ModelAnswerInvalid:
                continue
        return await self._once()

    async def _once(self) -> ModelAnswer:
        try:
            answer = await self._model.decide(prompt=self._prompt, model=self._settings)
        except ModelAnswerInvalid as error:
            self.tokens_used += error.tokens_used
            raise
        self.tokens_used += answer.tokens_used
        return _checked(answer, self._prompt)


def _is_sure(reading: SearchReading, skip_from: float | None) -> bool:
    """Tell whether the calibrated search is sure enough to need no second opinion."""
    best = max(reading.probabilities, default=0.0)
    return skip_from is not None and best >= skip_from


def _checked(answer: ModelAnswer, prompt: Prompt) -> ModelAnswer:
    """Return the answer if it names a candidate; raises ``ModelAnswerInvalid``."""
    if answer.code in prompt.candidate_codes and 0.0 <= answer.confidence <= 1.0:
        return answer
    message = "the model chose no candidate"
    raise ModelAnswerInvalid("ANSWER_NOT_A_CANDIDATE", message, permanent=False)


def _decision(answer: ModelAnswer, reading: SearchReading, *, instructions: str) -> Decision:
    chosen, probability = _chosen(answer.code, reading)
    return Decision(
        department_id=chosen.department_id,
        code=chosen.code,
        name=chosen.name,
        # A model's own confidence is no probability: it counts half, the search the other half.
        confidence=(answer.confidence + probability) / 2.0,
        reason=_reason(answer.reason, instructions=instructions),
    )


def _reason(said: str, *, instructions: str) -> str:
    """Return the model's reason, clipped, or nothing when it repeats its instructions (S23, S25).

    It stays plain text: whatever markup it holds is escaped where it is shown.
    """
    reason = clean(said[: 2 * REASON_MAX_CHARS])[:REASON_MAX_CHARS]
    words, told = reason.lower().split(), " ".join(instructions.lower().split())
    starts = range(max(0, len(words) - LEAKED_WORDS + 1))
    runs = (" ".join(words[start : start + LEAKED_WORDS]) for start in starts)
    return "" if any(run in told for run in runs) else reason


def _chosen(code: str, reading: SearchReading) -> tuple[Candidate, float]:
    """Return the candidate of ``code`` and its probability; raises ``ModelAnswerInvalid``."""
    for candidate, probability in zip(reading.candidates, reading.probabilities, strict=True):
        if candidate.code == code:
            return candidate, probability
    message = "the model chose no candidate"
    raise ModelAnswerInvalid("ANSWER_NOT_A_CANDIDATE", message, permanent=False)
