"""The wire between the stages: what one replica hands to the next, never to Django."""

from uuid import UUID

from pydantic import Field

from serve_graph.contract import (
    CANDIDATES_MAX,
    Candidate,
    Decision,
    DepartmentCode,
    Language,
    Probability,
    ReasonCode,
    Script,
    Wire,
)


class LanguageReading(Wire):
    """What the language stage read: ``cleaned`` is the text all later stages work on (P13)."""

    language: Language
    script: Script
    margin: Probability
    search_languages: tuple[Language, ...] = Field(min_length=1)
    cleaned: str


class SparseVector(Wire):
    """Character n-grams of the folded text: hashed indices, each once, and their weights."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


class TextVectors(Wire):
    """The two readings of one text that the index compares (P15).

    ``dense`` is empty while the model is away and words alone are compared (P20); ``dimensions``
    then says how many numbers it would have had.  ``is_gist`` tells that the text was long and
    only what tells of its matter was read.
    """

    dense: tuple[float, ...]
    sparse: SparseVector
    model: str
    dimensions: int = Field(default=0, ge=0)
    is_gist: bool = False


class SearchReading(Wire):
    """The candidates and what a decider needs to weigh them (P16)."""

    candidates: tuple[Candidate, ...] = Field(default=(), max_length=CANDIDATES_MAX)
    probabilities: tuple[Probability, ...] = ()
    voter_ids: tuple[UUID, ...] = ()
    index_version: str


class Prompt(Wire):
    """A prompt ready to send; ``text`` holds the masked message fenced as data (P17).

    ``instructions`` are the part of it that no answer may repeat (S23).
    """

    version: str
    text: str
    candidate_codes: tuple[DepartmentCode, ...]
    instructions: str = ""


class ModelSettings(Wire):
    """Which model to ask and how, from the request (P18).

    None is asked when the search is at least as sure as ``skip_from``, nor when not ``is_allowed``.
    ``language`` and ``script`` are those of the message: a reason is given in them.
    """

    model: str
    temperature: float
    max_tokens: int
    skip_from: Probability | None = None
    is_allowed: bool = True
    language: Language = Language.UZ
    script: Script = Script.LATIN


class DecisionReading(Wire):
    """What the decider answered: a decision, or why there is none."""

    decision: Decision | None = None
    reason_code: ReasonCode | None = None
    degraded: bool = False
    model_answered: str | None = None
    tokens_used: int = Field(default=0, ge=0)


class Lesson(Wire):
    """A corrected text as the index would hold it, to be tried out without teaching it (P31)."""

    point_id: UUID
    vectors: TextVectors
    department_code: DepartmentCode


class Draft(Wire):
    """A department's texts as the index would hold them, to be tried out without saving them."""

    department_code: DepartmentCode
    descriptions: tuple[tuple[float, ...], ...]
    wordings: tuple[SparseVector, ...]


class EffectReading(Wire):
    """The best department of a text without a lesson or a draft, and with it."""

    before: DepartmentCode
    after: DepartmentCode
    before_probability: Probability = 0.0
    after_probability: Probability = 0.0
