"""The wire of what the graph tells Django while it works; nothing is lost with it."""

from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import Field

from serve_graph.contract import Wire

PROGRESS_PATH: Final = "/internal/v1/pipeline/progress"


class RunStep(StrEnum):
    """How far a run got, in the words of the live event (P8)."""

    CHECKED = "checked"
    SEARCHED = "searched"
    DECIDING = "deciding"


class Progress(Wire):
    """A run got as far as ``step``; ``fence`` is that of the job it works for."""

    message_uuid: UUID
    fence: int = Field(ge=1)
    step: RunStep
