"""The wire between Django and the graph: frozen types, additive changes only, no code.

Everything that crosses a process is here: what Django, load tests and outside evaluations send
and receive, and what one stage hands to the next.  Readers ignore fields they do not know, so an
old reader survives a new writer.  ``tests/contract/wire.schema.json`` is the golden copy.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION: Final = 1
TEXT_MAX_CHARS = 4_000
CANDIDATES_MAX = 3
DEFAULT_MODEL = "gemini-2.5-pro"
DEFAULT_TEMPERATURE = 0.2
DEFAULT_MAX_TOKENS = 500
DEFAULT_DEADLINE_S = 60.0
ROUTE_PATH = "/v1/route"
LEARN_PATH = "/v1/learn"
DEPARTMENTS_PATH = "/v1/departments"
HEALTH_PATH = "/healthz"
CALLBACK_PATH = "/internal/v1/pipeline/outcomes"

Probability = Annotated[float, Field(ge=0.0, le=1.0)]
DistrictCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Wording = Annotated[str, Field(min_length=1, max_length=500)]
DepartmentCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]


class Wire(BaseModel):
    """A value that crosses a process: frozen, and deaf to fields of a later version."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Language(StrEnum):
    """The two languages a department is described in (P13)."""

    UZ = "uz"
    RU = "ru"


class Script(StrEnum):
    """The script of a text, ISO 15924 in lower case."""

    LATIN = "latn"
    CYRILLIC = "cyrl"


class Stage(StrEnum):
    """The stages of the pipeline, in their order (P12 to P18)."""

    LANGUAGE = "language"
    INJECTION = "injection"
    EMBEDDING = "embedding"
    SEARCH = "search"
    PROMPT = "prompt"
    DECISION = "decision"
    LEARNING = "learning"


class ReasonCode(StrEnum):
    """Why an outcome is not a plain, confident routing by the model that was asked (P20)."""

    LOW_CONFIDENCE = "LOW_CONFIDENCE"
    NO_CANDIDATES = "NO_CANDIDATES"
    UNKNOWN_DISTRICT = "UNKNOWN_DISTRICT"
    MODEL_UNAVAILABLE = "MODEL_UNAVAILABLE"
    MODEL_ANSWER_INVALID = "MODEL_ANSWER_INVALID"
    INDEX_UNAVAILABLE = "INDEX_UNAVAILABLE"
    EMBEDDING_UNAVAILABLE = "EMBEDDING_UNAVAILABLE"
    STAGE_FAILED = "STAGE_FAILED"
    DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED"
    BUDGET_SPENT = "BUDGET_SPENT"


class StageOutcome(StrEnum):
    """How one call of a stage ended."""

    OK = "OK"
    ERROR = "ERROR"
    TIMEOUT = "TIMEOUT"
    CANCELLED = "CANCELLED"


class StageTiming(Wire):
    """Where the time of one stage went; seconds, monotonic clock of the caller (P12).

    ``started_s`` counts from the moment the graph received the call.
    """

    stage: Stage
    started_s: float = Field(default=0.0, ge=0)
    queue_wait_s: float = Field(ge=0)
    batch_wait_s: float = Field(default=0.0, ge=0)
    service_s: float = Field(ge=0)
    batch_size: int = Field(default=1, ge=1)
    outcome: StageOutcome = StageOutcome.OK


class PromptTemplate(Wire):
    """A prompt text kept by Django, with the version that is saved beside the result (P17)."""

    version: str = Field(min_length=1, max_length=64)
    template: str = Field(min_length=1, max_length=20_000)


class RouteRequest(Wire):
    """The one question: which department of this district a text is for.

    ``attempt`` and ``fence`` come from Django's durable job; a request that carries them is
    also answered by a signed callback.  Outside clients leave them out.

    ``skip_model_when_sure``: no model is asked where the calibrated search passes the threshold.
    ``model_allowed`` is false when the day's tokens are spent: an operator decides (S27).
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    message_uuid: UUID
    text: str = Field(min_length=1, max_length=TEXT_MAX_CHARS)
    district: DistrictCode
    model: str = Field(default=DEFAULT_MODEL, min_length=1, max_length=100)
    temperature: float = Field(default=DEFAULT_TEMPERATURE, ge=0.0, le=2.0)
    max_tokens: int = Field(default=DEFAULT_MAX_TOKENS, ge=1, le=8_192)
    deadline_s: float = Field(default=DEFAULT_DEADLINE_S, gt=0.0, le=120.0)
    confidence_threshold: Probability | None = None
    skip_model_when_sure: bool = False
    model_allowed: bool = True
    prompt: PromptTemplate | None = None
    attempt: int | None = Field(default=None, ge=1)
    fence: int | None = Field(default=None, ge=1)
    injection_cleared: bool = False
    traceparent: str | None = Field(default=None, max_length=100)


class Candidate(Wire):
    """A department that may be the right one; ``similarity`` is 0 to 1, best first (P16)."""

    department_id: UUID
    code: DepartmentCode
    name: str
    similarity: Probability
    description: str


class Decision(Wire):
    """The department chosen from the candidates; ``confidence`` is calibrated (P18)."""

    department_id: UUID
    code: DepartmentCode
    name: str
    confidence: Probability
    reason: str = Field(max_length=1_000)


class InjectionReport(Wire):
    """What the injection stage thinks of a text; ``matched`` names rules, never text (P14).

    ``tokens_used`` is what a model as judge has cost.
    """

    is_injection: bool
    risk_score: Probability
    matched: tuple[str, ...] = ()
    tokens_used: int = Field(default=0, ge=0)


class OutcomeBase(Wire):
    """What every outcome says, whatever its kind (P19); ``tokens_used`` by all models (S27)."""

    schema_version: Literal[1] = SCHEMA_VERSION
    message_uuid: UUID
    attempt: int | None = None
    fence: int | None = None
    language: Language | None = None
    script: Script | None = None
    candidates: tuple[Candidate, ...] = Field(default=(), max_length=CANDIDATES_MAX)
    decision: Decision | None = None
    injection: InjectionReport | None = None
    degraded: bool = False
    reason_code: ReasonCode | None = None
    model_asked: str = DEFAULT_MODEL
    model_answered: str | None = None
    prompt_version: str | None = None
    index_version: str | None = None
    voter_ids: tuple[UUID, ...] = ()
    tokens_used: int = Field(default=0, ge=0)
    timings: tuple[StageTiming, ...] = ()


class Routed(OutcomeBase):
    """One department, sure enough."""

    kind: Literal["ROUTED"] = "ROUTED"
    decision: Decision


class Injection(OutcomeBase):
    """The text attacks the model; the run ended after the injection stage (P21)."""

    kind: Literal["INJECTION"] = "INJECTION"
    injection: InjectionReport


class Unsure(OutcomeBase):
    """Candidates for an operator, no department that is sure enough (P20)."""

    kind: Literal["UNSURE"] = "UNSURE"
    reason_code: ReasonCode


class Failed(OutcomeBase):
    """A stage failed past its retries; ``retryable`` says whether a later attempt may help."""

    kind: Literal["FAILED"] = "FAILED"
    reason_code: ReasonCode
    retryable: bool = True


Outcome = Annotated[Routed | Injection | Unsure | Failed, Field(discriminator="kind")]


class DepartmentText(Wire):
    """A department's name and description in one language.

    ``wordings`` are things citizens typically write to it, in their own words.
    """

    language: Language
    name: str = Field(min_length=1, max_length=300)
    description: str = Field(min_length=1, max_length=5_000)
    wordings: tuple[Wording, ...] = Field(default=(), max_length=200)


class DepartmentUpsert(Wire):
    """A department as the index must know it."""

    department_id: UUID
    code: DepartmentCode
    district: DistrictCode
    texts: tuple[DepartmentText, ...] = Field(min_length=1, max_length=8)


class DepartmentsRequest(Wire):
    """All departments of one district; those the index holds beyond them are removed."""

    schema_version: Literal[1] = SCHEMA_VERSION
    district: DistrictCode
    departments: tuple[DepartmentUpsert, ...] = Field(min_length=1, max_length=500)


class LearnRequest(Wire):
    """A correction to learn: this text belongs to that department (P30).

    ``version`` grows with every change of the same correction; an older one never overwrites a
    newer.  ``removed`` undoes the correction: its point goes (P32).
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    correction_uuid: UUID
    version: int = Field(default=1, ge=1)
    text: str = Field(min_length=1, max_length=TEXT_MAX_CHARS)
    district: DistrictCode
    department_id: UUID
    department_code: DepartmentCode
    author_id: UUID
    removed: bool = False
    traceparent: str | None = Field(default=None, max_length=100)


class LearnReply(Wire):
    """What the index holds now: the points written or removed."""

    schema_version: Literal[1] = SCHEMA_VERSION
    point_ids: tuple[UUID, ...]
    index_version: str
    timings: tuple[StageTiming, ...] = ()


class ErrorReply(Wire):
    """The one shape of an error on this wire; ``code`` is stable."""

    code: str
    message: str
    data: dict[str, object] = Field(default_factory=dict)


# Between stages: these cross from one replica to another, never to Django.


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
    then says how many numbers it would have had.
    """

    dense: tuple[float, ...]
    sparse: SparseVector
    model: str
    dimensions: int = Field(default=0, ge=0)


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
    """

    model: str
    temperature: float
    max_tokens: int
    skip_from: Probability | None = None
    is_allowed: bool = True


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
