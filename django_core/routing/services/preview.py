"""What other department texts would do to recent messages, before anything of it is saved."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.errors import Unavailable
from django_core.conversations.lifecycle import CloseReason, SessionStatus
from django_core.conversations.models import Session
from django_core.conversations.selectors import sessions_visible, with_names, with_preview
from django_core.departments.models import Department
from django_core.departments.services import TextAsked
from django_core.routing import graph_client
from django_core.routing.services.index import department_upsert
from serve_graph.contract_teaching import (
    REPLAY_CASES_MAX,
    DepartmentText,
    DepartmentUpsert,
    PreviewCase,
    PreviewedCase,
    PreviewRequest,
)


class PreviewUnavailable(Unavailable):
    """The graph could not try the texts out."""


@dataclass(frozen=True)
class Leaning:
    """The department that the search likes best, and whether it is sure enough to route (P20)."""

    department: str
    confidence: float
    is_sure: bool


@dataclass(frozen=True)
class Moved:
    """A session whose first message would be routed differently."""

    session: Session
    before: Leaning
    after: Leaning


@dataclass(frozen=True)
class Preview:
    """How many recent messages were tried out, and which of them would be routed differently."""

    examined: int
    moved: list[Moved]


def department_preview(
    actor: User, *, department: Department, texts: Iterable[TextAsked]
) -> Preview:
    """Return what the texts would change for messages of late; nothing is saved.

    ``department`` is one that the actor runs.  The search alone is compared, without a language
    model, so a preview costs no tokens.  Raises ``PreviewUnavailable``.
    """
    drafted = _drafted(department, texts)
    if drafted is None:
        return Preview(examined=0, moved=[])
    sessions = _recent(actor, department=department)
    if actor.kind == UserKind.SUPERUSER:
        _look_audit(actor, department=department)
    request = PreviewRequest(
        district=department.district.code,
        departments=(drafted,),
        cases=tuple(_case(session) for session in sessions.values()),
    )
    try:
        reply = graph_client.preview(request)
    except graph_client.GraphError as error:
        message = _("The texts cannot be tried out now. Please try again.")
        raise PreviewUnavailable("PREVIEW_UNAVAILABLE", message, reason=error.code) from error
    threshold = department.district.confidence_threshold
    moves = (_moved(one, sessions, threshold=threshold) for one in reply.cases)
    return Preview(examined=len(reply.cases), moved=[one for one in moves if one is not None])


def _drafted(department: Department, texts: Iterable[TextAsked]) -> DepartmentUpsert | None:
    """Return the department with these texts beside those that stay; none, if nothing changes."""
    asked = [DepartmentText.model_validate(asdict(text)) for text in texts]
    upsert = department_upsert(department, district=department.district)
    languages = {text.language for text in asked}
    staying = (text for text in upsert.texts if text.language not in languages)
    together = (*staying, *asked)
    if set(together) == set(upsert.texts):
        return None
    return upsert.model_copy(update={"texts": together})


def _recent(actor: User, *, department: Department) -> dict[UUID, Session]:
    """Return the latest sessions of the district with their first messages; no attacks."""
    rows = sessions_visible(actor).filter(district=department.district)
    rows = rows.exclude(status=SessionStatus.QUARANTINED)
    rows = rows.exclude(close_reason=CloseReason.REJECTED)
    rows = with_preview(with_names(rows)).order_by("-opened_at")[:REPLAY_CASES_MAX]
    return {session.pk: session for session in rows if _words(session)}


def _words(session: Session) -> str:
    """Return the first message, which the query has put beside the session."""
    return str(vars(session)["preview"] or "").strip()


def _case(session: Session) -> PreviewCase:
    # The session's own id tells the answers apart: the graph need not know the message's.
    return PreviewCase(message_uuid=session.pk, text=_words(session))


def _moved(
    case: PreviewedCase, sessions: Mapping[UUID, Session], *, threshold: float
) -> Moved | None:
    before = Leaning(case.before, case.before_probability, case.before_probability >= threshold)
    after = Leaning(case.after, case.after_probability, case.after_probability >= threshold)
    if (before.department, before.is_sure) == (after.department, after.is_sure):
        return None
    return Moved(session=sessions[case.message_uuid], before=before, after=after)


def _look_audit(actor: User, *, department: Department) -> None:
    subject = Subject(kind="DEPARTMENT", uuid=department.pk, district_uuid=department.district_id)
    audit_record(
        action="PERSONAL_DATA_SEEN", actor=Actor(kind=actor.kind, uuid=actor.pk), subject=subject
    )
