"""The wire of what is tried out or rebuilt in the index: replays, previews, rebuilds.

Frozen types without code, like the rest of the wire; the golden copy holds them too.
"""

from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from pydantic import Field

from serve_graph.contract import (
    SCHEMA_VERSION,
    TEXT_MAX_CHARS,
    DepartmentCode,
    DepartmentUpsert,
    DistrictCode,
    LearnRequest,
    Probability,
    StageTiming,
    Wire,
)

REPLAY_CASES_MAX: Final = 60
PREVIEW_DEPARTMENTS_MAX: Final = 20
REPLAY_PATH: Final = "/v1/replay"
PREVIEW_PATH: Final = "/v1/preview"
REBUILD_PATH: Final = "/v1/rebuild"


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
