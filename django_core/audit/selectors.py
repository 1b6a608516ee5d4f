"""Reading the audit log; only superusers may (P39)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from django_core.audit.models import AuditEntry
from django_core.base.errors import Forbidden
from django_core.base.rights import viewer_now

SUPERUSER = "SUPERUSER"


@dataclass(frozen=True)
class AuditWanted:
    """What the log is narrowed by; what is empty narrows nothing."""

    action: str = ""
    actor_uuid: uuid.UUID | None = None
    subject_uuid: uuid.UUID | None = None
    subject_kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before_id: int | None = None


def audit_list(*, wanted: AuditWanted) -> QuerySet[AuditEntry]:
    """Return the entries that whoever looks may see, the last ones first; raises ``Forbidden``.

    The people are a room above this one, so that who looks is asked of the door.
    """
    if viewer_now().kind != SUPERUSER:
        raise Forbidden("SUPERUSERS_ONLY", _("Only superusers see this."))
    values = {
        "action": wanted.action,
        "actor_uuid": wanted.actor_uuid,
        "subject_uuid": wanted.subject_uuid,
        "subject_kind": wanted.subject_kind,
        "happened_at__gte": wanted.since,
        "happened_at__lt": wanted.until,
        "id__lt": wanted.before_id,
    }
    rows = AuditEntry.objects.filter(**{name: value for name, value in values.items() if value})
    return rows.order_by("-id")
