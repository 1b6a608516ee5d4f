"""What everything about a person writes beside itself: audit entries (P39)."""

import uuid

from django_core.accounts.models import User
from django_core.audit.services import Actor, Subject, audit_record

# Who tried to be somebody that does not exist.
UNKNOWN_PERSON = uuid.UUID(int=0)


def person_audit(user: User, *, action: str, actor: User | None = None, **data: object) -> None:
    """Append what happened to a person; without an actor they did it themselves."""
    who = actor or user
    audit_record(
        action=action,
        actor=Actor(kind=who.kind, uuid=who.pk),
        subject=Subject(kind="USER", uuid=user.pk, district_uuid=user.district_id),
        **data,
    )


def refusal_audit(user: User | None, *, action: str, code: str) -> None:
    """Append that somebody was refused, and whom they wanted to be, if that is known."""
    district_uuid = user.district_id if user else None
    audit_record(
        action=action,
        actor=Actor(kind="NOBODY"),
        subject=Subject(
            kind="USER", uuid=user.pk if user else UNKNOWN_PERSON, district_uuid=district_uuid
        ),
        code=code,
    )
