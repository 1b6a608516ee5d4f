"""Teaching the index one lesson, as the durable job that a correction left (P30 to P32).

Before a correction counts, the confirmed messages that are like it are routed with and without it:
one that breaks more than it fixes is held for an operator.
"""

import uuid

from django.db.models import Max, Q
from django.db.models.functions import Now

from django_core.base.jobs import JobClaim, JobFailed, JobHandler, JobPostponed
from django_core.feedback.models import Confirmation, Correction, TeachState
from django_core.feedback.selectors import confirmed_recently, lesson_counts
from django_core.routing import graph_client
from serve_graph.contract_teaching import (
    REPLAY_CASES_MAX,
    LearnReply,
    LearnRequest,
    ReplayCase,
    ReplayReply,
    ReplayRequest,
)

TEACH_JOB = "TEACH"
BREAKS_MORE = "BREAKS_MORE_THAN_IT_FIXES"
# The wire wants a text also of a lesson that only goes.
_ERASED = "-"


def correction_teach(claim: JobClaim) -> None:
    """Let the index hold what counts of the claimed lesson, or nothing; safe to run twice.

    Raises ``JobPostponed`` while the graph is away and ``JobFailed`` when it failed.
    """
    try:
        _teach(claim.subject)
    except graph_client.GraphUnreachable as error:
        raise JobPostponed(error.code) from error
    except graph_client.GraphError as error:
        raise JobFailed(error.code, permanent=error.permanent) from error


def _teach(lesson_uuid: uuid.UUID) -> None:
    correction = lesson_counts(lesson_uuid)
    if correction and _is_unproven(correction) and not _proven(correction):
        correction = lesson_counts(lesson_uuid)  # The one before it goes on to count.
    rows = Correction.objects.filter(lesson_uuid=lesson_uuid)
    version = point_version(lesson_uuid)
    if correction is not None:
        reply = graph_client.learn(learn_request(correction, version=version))
        _taught(correction, reply=reply, version=version)
    elif rows.exclude(point_version=None).exists():
        latest = rows.select_related("message", "district", "right_department").latest("version")
        graph_client.learn(learn_request(latest, version=version, removed=True))
    gone = rows.filter(Q(undone_at__isnull=False) | Q(message__text=""))
    gone.exclude(teach_state=TeachState.REMOVED).update(teach_state=TeachState.REMOVED)


def point_version(lesson_uuid: uuid.UUID) -> int:
    """Return the version of a lesson's point: a correction, an undoing, an erasing make it grow."""
    rows = Correction.objects.filter(lesson_uuid=lesson_uuid)
    latest: int = rows.aggregate(latest=Max("version"))["latest"] or 0
    is_erased = rows.filter(message__text="").exists()
    return 2 * latest + rows.filter(undone_at__isnull=False).count() + is_erased


def learn_request(correction: Correction, *, version: int, removed: bool = False) -> LearnRequest:
    """Return what the index is told of a correction."""
    return LearnRequest(
        correction_uuid=correction.lesson_uuid,
        version=version,
        text=correction.message.text.strip() or _ERASED,
        district=correction.district.code,
        department_id=correction.right_department_id,
        department_code=correction.right_department.code,
        author_id=correction.author_id,
        removed=removed,
    )


def _is_unproven(correction: Correction) -> bool:
    return correction.teach_state == TeachState.PENDING and correction.approved_at is None


def _proven(correction: Correction) -> bool:
    """Measure the effect, keep it for the author, and hold what does more harm than good (P31)."""
    cases = confirmed_recently(correction, limit=REPLAY_CASES_MAX)
    lesson = learn_request(correction, version=1)
    request = ReplayRequest(lesson=lesson, cases=tuple(_case(one) for one in cases))
    reply = graph_client.replay(request)
    pending = Correction.objects.filter(pk=correction.pk, teach_state=TeachState.PENDING)
    if len(reply.breaks) > len(reply.fixes):
        effect = _effect(reply) | {"held_for": BREAKS_MORE}
        pending.update(effect=effect, teach_state=TeachState.HELD)
        return False
    pending.update(effect=_effect(reply))
    return True


def _case(confirmation: Confirmation) -> ReplayCase:
    return ReplayCase(
        message_uuid=confirmation.message_id,
        text=confirmation.message.text.strip(),
        department_code=confirmation.department.code,
    )


def _effect(reply: ReplayReply) -> dict[str, object]:
    return {
        "neighbours": reply.neighbours,
        "fixes": [str(one) for one in reply.fixes],
        "breaks": [str(one) for one in reply.breaks],
    }


def _taught(correction: Correction, *, reply: LearnReply, version: int) -> None:
    lesson = Correction.objects.filter(lesson_uuid=correction.lesson_uuid)
    older = lesson.filter(version__lt=correction.version, undone_at=None)
    older.exclude(teach_state=TeachState.SUPERSEDED).update(teach_state=TeachState.SUPERSEDED)
    lesson.filter(version=correction.version).update(
        teach_state=TeachState.TAUGHT,
        taught_at=Now(),
        index_version=reply.index_version[:64],
        point_uuid=reply.point_ids[0] if reply.point_ids else None,
        point_version=version,
    )


def _given_up(claim: JobClaim, _code: str) -> None:
    """Mark the lesson as not learned, so that an operator sees it."""
    waiting = Correction.objects.filter(lesson_uuid=claim.subject, teach_state=TeachState.PENDING)
    waiting.update(teach_state=TeachState.FAILED)


TEACH_HANDLER = JobHandler(run=correction_teach, given_up=_given_up)
