"""The decision stage: a model chooses among the candidates, or the search alone does (P18, P20)."""

from typing import Protocol

from serve_graph.contract import (
    Candidate,
    Decision,
    DecisionReading,
    ModelSettings,
    Prompt,
    ReasonCode,
    SearchReading,
)
from serve_graph.errors import GraphError, ModelAnswerInvalid

ANSWERS_ASKED_MAX = 2
REASON_MAX_CHARS = 1_000


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


class DecisionModel(Protocol):
    """A language model that chooses one of a prompt's candidates."""

    async def decide(self, *, prompt: Prompt, model: ModelSettings) -> ModelAnswer:
        """Return the answer; raises ``ModelUnavailable``, ``ModelAnswerInvalid``."""


class Fallback(Protocol):
    """A decider that needs nothing but the search's reading."""

    @property
    def model(self) -> str:
        """The name under which its decisions are stored."""

    async def decide(self, *, prompt: Prompt, reading: SearchReading) -> Decision | None:
        """Return the most probable candidate, or ``None`` when there is none."""


class DecisionStage:
    """Asks the model, checks its answer, asks once more, then falls back and says why."""

    def __init__(self, *, model: DecisionModel | None, fallback: Fallback) -> None:
        self._model = model
        self._fallback = fallback

    async def run(
        self, *, prompt: Prompt, reading: SearchReading, model: ModelSettings
    ) -> DecisionReading:
        """Return a decision for one of the candidates, or the reason why there is none.

        Without a model the fallback is the decider and nothing is degraded; with one that fails,
        its decision is marked ``degraded`` (P20).
        """
        if self._model is None:
            return await self._fall_back(prompt, reading, reason_code=None)
        try:
            answer = await self._ask(self._model, prompt, model)
            decision = _decision(answer, reading)
        except GraphError as error:
            return await self._fall_back(prompt, reading, reason_code=error.reason)
        return DecisionReading(
            decision=decision, model_answered=answer.model_answered or model.model
        )

    async def _ask(
        self, asked: DecisionModel, prompt: Prompt, settings: ModelSettings
    ) -> ModelAnswer:
        for _ in range(ANSWERS_ASKED_MAX - 1):
            try:
                return _checked(await asked.decide(prompt=prompt, model=settings), prompt)
            except ModelAnswerInvalid:
                continue
        return _checked(await asked.decide(prompt=prompt, model=settings), prompt)

    async def _fall_back(
        self, prompt: Prompt, reading: SearchReading, *, reason_code: ReasonCode | None
    ) -> DecisionReading:
        decision = await self._fallback.decide(prompt=prompt, reading=reading)
        if decision is None:
            reason_code = reason_code or ReasonCode.NO_CANDIDATES
        return DecisionReading(
            decision=decision,
            reason_code=reason_code,
            degraded=self._model is not None,
            model_answered=self._fallback.model,
        )


def _checked(answer: ModelAnswer, prompt: Prompt) -> ModelAnswer:
    """Return the answer if it names a candidate; raises ``ModelAnswerInvalid``."""
    if answer.code in prompt.candidate_codes and 0.0 <= answer.confidence <= 1.0:
        return answer
    message = "the model chose no candidate"
    raise ModelAnswerInvalid("ANSWER_NOT_A_CANDIDATE", message, permanent=False)


def _decision(answer: ModelAnswer, reading: SearchReading) -> Decision:
    chosen, probability = _chosen(answer.code, reading)
    return Decision(
        department_id=chosen.department_id,
        code=chosen.code,
        name=chosen.name,
        # A model's own confidence is no probability: it counts half, the search the other half.
        confidence=(answer.confidence + probability) / 2.0,
        reason=answer.reason[:REASON_MAX_CHARS],
    )


def _chosen(code: str, reading: SearchReading) -> tuple[Candidate, float]:
    """Return the candidate of ``code`` and its probability; raises ``ModelAnswerInvalid``."""
    for candidate, probability in zip(reading.candidates, reading.probabilities, strict=True):
        if candidate.code == code:
            return candidate, probability
    message = "the model chose no candidate"
    raise ModelAnswerInvalid("ANSWER_NOT_A_CANDIDATE", message, permanent=False)
