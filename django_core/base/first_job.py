"""The first job of a new subject: every first message waits for it, so it travels with that."""

import json
import uuid

from django.db import transaction

from django_core.base.bell import bell_ring
from django_core.base.jobs import trace_carried
from django_core.base.postgres.prepared import Call, Prepared

_FIRST = Prepared(
    name="civic_job_first",
    sql="""
        INSERT INTO base_job (uuid, kind, subject, payload, state, fence, attempts,
                              is_repeat_wanted, error_code)
        VALUES (%(uuid)s, %(kind)s, %(subject)s, %(payload)s, 'QUEUED', 0, 0, false, '')
    """,
    types={"uuid": "uuid", "kind": "text", "subject": "uuid", "payload": "jsonb"},
)


def job_first(*, kind: str, subject: uuid.UUID, payload: dict[str, str]) -> Call:
    """Return what inserts the first job of a new subject, and ring when that commits.

    Needs a transaction.
    """
    job_uuid = uuid.uuid4()
    transaction.on_commit(lambda: bell_ring(job_uuid))
    carried = json.dumps(payload | trace_carried())
    return _FIRST.call(uuid=job_uuid, kind=kind, subject=subject, payload=carried)
