"""The wire of what the index learns: departments, corrections, replays, previews, rebuilds.

Frozen types without code, like the rest of the wire; the golden copy holds them too.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field

from serve_graph.contract import (
    SCHEMA_VERSION,
    TEXT_MAX_CHARS,
    DepartmentCode,
    DistrictCode,
    Language,
    Probability,
    StageTiming,
    Wire,
)

REPLAY_CASES_MAX: Final = 60
PREVIEW_DEPARTMENTS_MAX: Final = 20
LEARN_PATH: Final = "/v1/learn"
DEPARTMENTS_PATH: Final = "/v1/departments"
REPLAY_PATH: Final = "/v1/replay"
PREVIEW_PATH: Final = "/v1/preview"
REBUILD_PATH: Final = "/v1/rebuild"

Wording = Annotated[str, Field(min_length=1, max_length=500)]


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


class ReplayCase(Wire):
    """A message whose right department somebody has confirmed."""

    message_uuid: UUID
    text: str = Field(min_length=1, max_length=TEXT_MAX_CHARS)
    department_code: DepartmentCode


class ReplayRequest(Wire):
    """What a correction would do to confirmed messages, were it learned (P31)."""

    schema_version: Literal[1] = SCHEMA_VERSION
    lesson: LearnRequest
    cases: tuple[ReplayCase, ...] = Field(default=(), max_length=REPLAY_CASES_MAX)


class ReplayReply(Wire):
    """The confirmed messages that the correction would put right, and those it would put wrong.

    ``neighbours`` is how many of the cases are like the corrected text; no other can change.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    neighbours: int = Field(ge=0)
    fixes: tuple[UUID, ...] = ()
    breaks: tuple[UUID, ...] = ()
    timings: tuple[StageTiming, ...] = ()


class PreviewCase(Wire):
    """A message to be routed with and without changed department texts."""

    message_uuid: UUID
    text: str = Field(min_length=1, max_length=TEXT_MAX_CHARS)


class PreviewRequest(Wire):
    """Departments of a district with other texts, or new ones; nothing of it is saved."""

    schema_version: Literal[1] = SCHEMA_VERSION
    district: DistrictCode
    departments: tuple[DepartmentUpsert, ...] = Field(
        min_length=1, max_length=PREVIEW_DEPARTMENTS_MAX
    )
    cases: tuple[PreviewCase, ...] = Field(default=(), max_length=REPLAY_CASES_MAX)


class PreviewedCase(Wire):
    """The best department of a message by the search, as it is and with the other texts."""

    message_uuid: UUID
    before: DepartmentCode
    after: DepartmentCode
    before_probability: Probability
    after_probability: Probability


class PreviewReply(Wire):
    """What became of every case, in the order of the cases; no language model was asked."""

    schema_version: Literal[1] = SCHEMA_VERSION
    cases: tuple[PreviewedCase, ...] = ()
    timings: tuple[StageTiming, ...] = ()


class RebuildStep(StrEnum):
    """The two ends of a rebuild of the index."""

    BEGIN = "BEGIN"
    FINISH = "FINISH"


class RebuildRequest(Wire):
    """Open a new collection, or answer from it (P32); ``index_version`` is what BEGIN replied."""

    schema_version: Literal[1] = SCHEMA_VERSION
    step: RebuildStep
    index_version: str = Field(default="", max_length=200)
