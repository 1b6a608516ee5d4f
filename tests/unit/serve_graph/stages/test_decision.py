"""Only candidates are chosen, one more try, then the search decides and says why (P18, P20)."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from serve_graph.clients.offline import OFFLINE_DECIDER, OfflineDecider
from serve_graph.contract import Candidate, Language, ReasonCode, Script
from serve_graph.contract_stages import ModelSettings, Prompt, SearchReading
from serve_graph.errors import GraphError, ModelAnswerInvalid, ModelUnavailable
from serve_graph.stages.decision import DecisionStage
from serve_graph.stages.prompt import CODE_TEMPLATE

SETTINGS = ModelSettings(model="gemini-2.5-pro", temperature=0.2, max_tokens=500)
CODES = ("roads", "health", "social")
READING = SearchReading(
    candidates=tuple(
        Candidate(department_id=UUID(int=n), code=code, name=code, similarity=0.5, description=code)
        for n, code in enumerate(CODES)
    ),
    probabilities=(0.7, 0.2, 0.1),
    index_version="v",
)
PROMPT = Prompt(version="1", text="text", candidate_codes=CODES[::-1])


@dataclass(frozen=True)
class Answer:
    code: str
    confidence: float = 0.9
    reason: str = "because"
    model_answered: str = "gemini-3.8-flash"
    tokens_used: int = 100


@dataclass
class Scripted:
    """A model that says what the test wrote down for it."""

    says: list[Answer | GraphError]
    asked: list[ModelSettings] = field(default_factory=list)

    async def decide(self, *, prompt: Prompt, model: ModelSettings) -> Answer:
        assert prompt.text == PROMPT.text
        self.asked.append(model)
        said = self.says.pop(0)
        if isinstance(said, GraphError):
            raise said
        return said


def _invalid() -> ModelAnswerInvalid:
    return ModelAnswerInvalid("ANSWER_EMPTY", "nothing", permanent=False)


def _stage(*says: Answer | GraphError) -> tuple[DecisionStage, Scripted]:
    model = Scripted(list(says))
    return DecisionStage(model=model, fallback=OfflineDecider()), model


async def test_a_candidate_is_taken_with_the_models_reason() -> None:
    stage, _ = _stage(Answer("health", reason="r" * 5_000))
    reading = await stage.run(prompt=PROMPT, reading=READING, model=SETTINGS)
    assert reading.decision is not None
    assert reading.decision.code == "health"
    assert reading.decision.confidence == pytest.approx((0.9 + 0.2) / 2)
    assert len(reading.decision.reason) == 1_000
    assert (reading.model_answered, reading.degraded) == ("gemini-3.8-flash", False)


@pytest.mark.parametrize("wrong", [Answer("mayor"), Answer("roads", confidence=7.0), _invalid()])
async def test_a_wrong_answer_is_asked_for_once_more(wrong: Answer | GraphError) -> None:
    stage, model = _stage(wrong, Answer("roads"))
    reading = await stage.run(prompt=PROMPT, reading=READING, model=SETTINGS)
    assert reading.decision is not None
    assert reading.decision.code == "roads"
    assert len(model.asked) == 2


async def test_two_wrong_answers_leave_the_search_to_decide() -> None:
    stage, model = _stage(Answer("mayor"), _invalid(), Answer("roads"))
    reading = await stage.run(prompt=PROMPT, reading=READING, model=SETTINGS)
    assert reading.reason_code is ReasonCode.MODEL_ANSWER_INVALID
    assert reading.degraded
    assert reading.decision is not None
    assert (reading.decision.code, reading.decision.confidence) == ("roads", 0.7)
    assert reading.model_answered == OFFLINE_DECIDER
    assert len(model.asked) == 2


async def test_a_model_that_is_away_is_not_asked_again() -> None:
    stage, model = _stage(ModelUnavailable("TIMED_OUT", "late", permanent=False))
    reading = await stage.run(prompt=PROMPT, reading=READING, model=SETTINGS)
    assert reading.reason_code is ReasonCode.MODEL_UNAVAILABLE
    assert reading.degraded
    assert len(model.asked) == 1


async def test_without_a_model_the_search_decides_and_nothing_is_degraded() -> None:
    stage = DecisionStage(model=None, fallback=OfflineDecider())
    reading = await stage.run(prompt=PROMPT, reading=READING, model=SETTINGS)
    assert reading.decision is not None
    assert reading.decision.code == "roads"
    assert (reading.degraded, reading.reason_code) == (False, None)


@pytest.mark.parametrize(
    ("language", "script", "reason"),
    [
        (
            Language.UZ,
            Script.LATIN,
            "Soʻzlari va mazmuni boʻyicha eng yaqin boʻlim: 70%, keyingisi: 20%.",
        ),
        (
            Language.UZ,
            Script.CYRILLIC,
            "Сўзлари ва мазмуни бўйича энг яқин бўлим: 70%, кейингиси: 20%.",
        ),
        (
            Language.RU,
            Script.CYRILLIC,
            "Самый близкий по словам и смыслу отдел: 70%, следующий: 20%.",
        ),
    ],
)
async def test_the_search_gives_its_reason_in_the_language_of_the_message(
    language: Language, script: Script, reason: str
) -> None:
    """As the model is told to (P18): citizens and staff read it."""
    stage = DecisionStage(model=None, fallback=OfflineDecider())
    spoken = SETTINGS.model_copy(update={"language": language, "script": script})
    reading = await stage.run(prompt=PROMPT, reading=READING, model=spoken)
    assert reading.decision is not None
    assert reading.decision.reason == reason


async def test_the_reason_names_no_rival_where_there_is_none() -> None:
    alone = READING.model_copy(
        update={"candidates": READING.candidates[:1], "probabilities": (0.7,)}
    )
    only = OfflineDecider()
    decision = await only.decide(prompt=PROMPT, reading=alone, model=SETTINGS)
    assert decision is not None
    assert decision.reason == "Soʻzlari va mazmuni boʻyicha eng yaqin boʻlim: 70%."


async def test_no_candidates_is_a_reason_and_no_decision() -> None:
    stage = DecisionStage(model=None, fallback=OfflineDecider())
    nothing = Prompt(version="1", text="text", candidate_codes=())
    empty = SearchReading(index_version="v")
    reading = await stage.run(prompt=nothing, reading=empty, model=SETTINGS)
    assert reading.decision is None
    assert reading.reason_code is ReasonCode.NO_CANDIDATES


async def test_a_sure_search_needs_no_model() -> None:
    stage, model = _stage(Answer("health"))
    sure = SETTINGS.model_copy(update={"skip_from": 0.7})
    read = await stage.run(prompt=PROMPT, reading=READING, model=sure)

    assert model.asked == []
    assert read.decision is not None
    assert (read.decision.code, read.decision.confidence) == ("roads", 0.7)
    assert (read.degraded, read.model_answered) == (False, OFFLINE_DECIDER)

    unsure = SETTINGS.model_copy(update={"skip_from": 0.71})
    await stage.run(prompt=PROMPT, reading=READING, model=unsure)
    assert model.asked == [unsure]


async def test_a_model_that_is_not_allowed_is_not_asked() -> None:
    stage, model = _stage(Answer("health"))
    spent = SETTINGS.model_copy(update={"is_allowed": False})
    read = await stage.run(prompt=PROMPT, reading=READING, model=spent)

    assert model.asked == []
    assert (read.decision, read.reason_code) == (None, ReasonCode.BUDGET_SPENT)


async def test_all_tries_of_one_message_share_its_time_and_are_counted() -> None:
    cut = _invalid()
    cut.tokens_used = 40
    stage, _ = _stage(cut, Answer("health"))
    assert (await stage.run(prompt=PROMPT, reading=READING, model=SETTINGS)).tokens_used == 140

    class Slow(Scripted):
        async def decide(self, *, prompt: Prompt, model: ModelSettings) -> Answer:
            await asyncio.sleep(0.06)
            return await super().decide(prompt=prompt, model=model)

    slow = Slow([_invalid(), Answer("health")])
    stage = DecisionStage(model=slow, fallback=OfflineDecider(), within_s=0.1)
    read = await stage.run(prompt=PROMPT, reading=READING, model=SETTINGS)
    assert (read.degraded, read.reason_code) == (True, ReasonCode.MODEL_UNAVAILABLE)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Сув  қувури\u200b ёрилган", "Сув қувури ёрилган"),
        ("<b>ok</b> ![x](https://a.example)", "<b>ok</b> ![x](https://a.example)"),
        ("I was told: Choose the ONE candidate\nwhose work the matter", ""),
    ],
)
async def test_a_reason_is_plain_text_and_never_the_instructions(said: str, kept: str) -> None:
    told = PROMPT.model_copy(update={"instructions": CODE_TEMPLATE.template})
    stage, _ = _stage(Answer("health", reason=said))
    read = await stage.run(prompt=told, reading=READING, model=SETTINGS)
    assert read.decision is not None
    assert read.decision.reason == kept
