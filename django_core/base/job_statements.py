"""The two statements that every job needs, planned once on each connection: claim and finish."""

from django_core.base.lease import LEASE
from django_core.base.models import Job
from django_core.base.postgres.prepared import Prepared, columns_of

CHANNEL = "civic_jobs"
WOKEN_BY_SUCCESS = 4

CLAIM = Prepared(
    name="civic_job_claim",
    sql=f"""
        UPDATE base_job SET state = 'RUNNING', fence = fence + 1, attempts = attempts + 1,
            lease_until = statement_timestamp() + interval '{LEASE.total_seconds()} seconds',
            is_repeat_wanted = false
        WHERE uuid = %(uuid)s
          AND (state = 'QUEUED' AND due_at <= statement_timestamp()
               OR state = 'RUNNING' AND lease_until < statement_timestamp())
        RETURNING {columns_of(Job, alias="base_job")}
    """,  # noqa: S608  # only names of columns and a number are put in
    types={"uuid": "uuid"},
)

# A job that is to run once more is queued again.  Each success lets the oldest that wait for the
# other side try: it answers (F6).  A few at a time, because it may be able to take only a few; a
# subquery inside of IN could be run once more for each row, and would then take more.  The relay is
# told of those.
FINISH = Prepared(
    name="civic_job_finish",
    sql=f"""
        WITH ended AS (
            UPDATE base_job SET lease_until = NULL, is_repeat_wanted = false,
                state = CASE WHEN is_repeat_wanted THEN 'QUEUED' ELSE 'DONE' END,
                attempts = CASE WHEN is_repeat_wanted THEN 0 ELSE attempts END,
                due_at = CASE WHEN is_repeat_wanted THEN statement_timestamp() ELSE due_at END,
                rung_at = CASE WHEN is_repeat_wanted THEN NULL ELSE rung_at END,
                postponed_since = CASE WHEN is_repeat_wanted THEN NULL ELSE postponed_since END,
                error_code = CASE WHEN is_repeat_wanted THEN '' ELSE error_code END,
                ended_at = CASE WHEN is_repeat_wanted THEN NULL ELSE statement_timestamp() END
            WHERE uuid = %(uuid)s AND fence = %(fence)s AND state = 'RUNNING'
            RETURNING kind, state
        ), oldest AS MATERIALIZED (
            SELECT waiting.uuid FROM base_job waiting
            WHERE waiting.kind = (SELECT kind FROM ended) AND waiting.state = 'QUEUED'
              AND waiting.postponed_since IS NOT NULL
            ORDER BY waiting.created_at LIMIT {WOKEN_BY_SUCCESS} FOR UPDATE SKIP LOCKED
        ), woken AS (
            UPDATE base_job SET due_at = statement_timestamp(), rung_at = NULL,
                postponed_since = NULL
            FROM oldest WHERE base_job.uuid = oldest.uuid
            RETURNING 1
        )
        SELECT CASE WHEN ended.state = 'QUEUED' OR EXISTS (SELECT FROM woken)
            THEN (SELECT 1 FROM pg_notify('{CHANNEL}', '')) END
        FROM ended
    """,  # noqa: S608  # only a number is put in
    types={"uuid": "uuid", "fence": "integer"},
)
