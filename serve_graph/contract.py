"""The wire between Django and the graph: frozen types, additive changes only, no code.

What Django, load tests and outside evaluations ask and are answered; what the index learns is in
``contract_teaching``, what one stage hands to the next in ``contract_stages``.  Readers ignore
fields they do not know, so an old reader survives a new writer.  The golden copy is
``tests/contract/wire.schema.json``.
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
HEALTH_PATH = "/healthz"
CALLBACK_PATH = "/internal/v1/pipeline/outcomes"

Probability = Annotated[float, Field(ge=0.0, le=1.0)]
DistrictCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
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


class ErrorReply(Wire):
    """The one shape of an error on this wire; ``code`` is stable."""

    code: str
    message: str
    data: dict[str, object] = Field(default_factory=dict)
