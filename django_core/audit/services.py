"""Writing the audit log, in the transaction of what it tells of (P39)."""

from dataclasses import dataclass
from uuid import UUID

from django_core.audit.models import AuditEntry
from django_core.base.rights import system_acts

SYSTEM = "SYSTEM"


@dataclass(frozen=True)
class Actor:
    """Who acts: a person of some kind, or the system itself."""

    kind: str = SYSTEM
    uuid: UUID | None = None


@dataclass(frozen=True)
class Subject:
    """What is acted upon, and whose district it belongs to."""

    kind: str
    uuid: UUID
    district_uuid: UUID | None = None


def audit_record(*, action: str, subject: Subject, actor: Actor, **data: object) -> None:
    """Append one entry; ``data`` may hold ids, codes and numbers only."""
    entry = AuditEntry(
        action=action,
        actor_kind=actor.kind,
        actor_uuid=actor.uuid,
        district_uuid=subject.district_uuid,
        subject_kind=subject.kind,
        subject_uuid=subject.uuid,
        data={key: _plain(value) for key, value in data.items()},
    )
    with system_acts():  # Whoever is written about may not write it themselves.
        entry.save(force_insert=True)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
