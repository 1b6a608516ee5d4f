"""What the graph is asked: read in one round trip, under the lock of the session."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import structlog

from django_core.base.jobs import JobClaim
from django_core.base.postgres.prepared import Prepared, columns_of, from_row, run_together
from django_core.conversations.models import Session
from django_core.departments.models import District
from django_core.prompts.models import PromptPurpose
from django_core.routing import graph_client
from serve_graph.contract import PromptTemplate, RouteRequest

_SESSION = Prepared(
    name="civic_question_session",
    sql=f"""
        SELECT {columns_of(Session, alias="session")} FROM conversations_session session
        WHERE uuid = %(session)s FOR UPDATE
    """,  # noqa: S608  # only names of columns are put in
    types={"session": "uuid"},
)
_ASKED = Prepared(
    name="civic_question_asked",
    sql=f"""
        SELECT clock_timestamp(), said.text, coalesce(spent.tokens, 0), prompt.version,
            prompt.template, {columns_of(District, alias="district")}
        FROM conversations_message said
            JOIN departments_district district ON district.uuid = said.district_id
            LEFT JOIN routing_modelspend spent ON spent.district_id = district.uuid
                AND spent.day = (now() AT TIME ZONE 'UTC')::date
            LEFT JOIN prompts_promptversion prompt
                ON prompt.purpose = '{PromptPurpose.ROUTE}' AND prompt.is_active
        WHERE said.uuid = %(message)s
    """,  # noqa: S608  # only names of columns are put in
    types={"message": "uuid"},
)


@dataclass(frozen=True)
class Question:
    """What is asked of the graph for a locked session; ``now`` is the database's clock."""

    session: Session
    request: RouteRequest
    now: datetime


@dataclass(frozen=True)
class _Asked:
    now: datetime
    text: str
    tokens_spent: int
    prompt_version: str | None
    prompt_template: str | None


def message_uuid_of(claim: JobClaim) -> uuid.UUID:
    """Return the message that a routing job is for."""
    return uuid.UUID(claim.payload["message_uuid"])


def question_take(claim: JobClaim) -> Question:
    """Lock the session of a claim and read what is asked for it; needs a transaction."""
    sessions, rows = run_together(
        _SESSION.call(session=claim.subject), _ASKED.call(message=message_uuid_of(claim))
    )
    now, text, tokens_spent, version, template, *columns = rows[0]
    asked = _Asked(now, text, tokens_spent, version, template)
    request = _request(claim, asked, district=from_row(District, tuple(columns)))
    return Question(session=from_row(Session, sessions[0]), request=request, now=now)


def _request(claim: JobClaim, asked: _Asked, *, district: District) -> RouteRequest:
    return RouteRequest(
        message_uuid=message_uuid_of(claim),
        text=asked.text.strip(),
        district=district.code,
        model=district.model,
        temperature=district.temperature,
        max_tokens=district.max_tokens,
        deadline_s=graph_client.DEADLINE.total_seconds(),
        confidence_threshold=district.confidence_threshold,
        skip_model_when_sure=district.skips_model_when_sure,
        model_allowed=asked.tokens_spent < district.tokens_per_day_max,
        prompt=_prompt(asked),
        attempt=claim.attempt,
        fence=claim.fence,
        injection_cleared=claim.payload.get("injection_cleared") == "true",
        traceparent=structlog.contextvars.get_contextvars().get("traceparent"),
    )


def _prompt(asked: _Asked) -> PromptTemplate | None:
    if asked.prompt_version is None or asked.prompt_template is None:
        return None  # Then the graph uses the text in its code (P17).
    return PromptTemplate(version=asked.prompt_version, template=asked.prompt_template)
