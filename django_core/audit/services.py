"""Writing the audit log, in the transaction of what it tells of (P39)."""

import json
from dataclasses import dataclass
from uuid import UUID

from django_core.base.postgres.prepared import Call, Prepared, run_later
from django_core.base.rights import SYSTEM as SYSTEM_VIEWER

SYSTEM = "SYSTEM"
_ENTRY = Prepared(
    name="civic_audit_entry",
    sql="""
        INSERT INTO audit_auditentry (action, actor_kind, actor_uuid, district_uuid, subject_kind,
                                      subject_uuid, data)
        VALUES (%(action)s, %(actor_kind)s, %(actor_uuid)s, %(district_uuid)s, %(subject_kind)s,
                %(subject_uuid)s, %(data)s)
    """,
    types={
        "action": "text",
        "actor_kind": "text",
        "actor_uuid": "uuid",
        "district_uuid": "uuid",
        "subject_kind": "text",
        "subject_uuid": "uuid",
        "data": "jsonb",
    },
)


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


def audit_entry(*, action: str, subject: Subject, actor: Actor, **data: object) -> Call:
    """Return what ``audit_record`` does, to be run together with other statements."""
    return _ENTRY.call(
        viewer=SYSTEM_VIEWER,  # Whoever is written about may not write it themselves.
        action=action,
        actor_kind=actor.kind,
        actor_uuid=actor.uuid,
        district_uuid=subject.district_uuid,
        subject_kind=subject.kind,
        subject_uuid=subject.uuid,
        data=json.dumps({key: _plain(value) for key, value in data.items()}),
    )


def audit_record(*, action: str, subject: Subject, actor: Actor, **data: object) -> None:
    """Append one entry; ``data`` may hold ids, codes and numbers only."""
    run_later(audit_entry(action=action, subject=subject, actor=actor, **data))


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
