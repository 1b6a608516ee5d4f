"""What live events show of a session: the same shapes that its detail has over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Frozen, and nothing besides what is named."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DepartmentShown(Shape):
    """A department as the viewer reads it, and in each language it has."""

    department_uuid: UUID
    code: str
    name: str
    names: dict[str, str]


class FileShown(Shape):
    """A file of a message; one without a ``path`` cannot be opened yet (F17)."""

    file_uuid: UUID
    name: str
    media_type: str
    size_bytes: int
    width: int | None
    height: int | None
    state: str
    path: str | None


class PlaceShown(Shape):
    """A place on the map, in degrees of WGS 84."""

    latitude: float
    longitude: float


class MessageShown(Shape):
    """A message as ``GET /api/v1/sessions/{session_uuid}`` shows it."""

    message_uuid: UUID
    sequence: int
    text: str
    is_staff_message: bool
    sender_kind: str
    notice: str
    notice_data: dict[str, Any]
    visibility: str
    state: str
    author: str | None
    created_at: datetime
    sent_at: datetime
    files: list[FileShown]
    place: PlaceShown | None


class SessionShown(Shape):
    """The fields of a session that change, as its detail shows them: put them over the old."""

    status: str
    is_locked: bool
    department: DepartmentShown | None
    staff: str | None
    staff_uuid: UUID | None
    version: int
    last_sequence: int
    routed_at: datetime | None
    last_message_at: datetime
    is_verified: bool
    is_held: bool
    is_overdue: bool
    closes_at: datetime | None
    legal_state: str
    closed_at: datetime | None
    close_reason: str
    close_outcome: str
    is_disputed: bool
