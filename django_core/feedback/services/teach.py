"""Teaching the index one lesson, as the durable job that a correction left (P30)."""

import uuid

from django.db.models.functions import Now

from django_core.base.jobs import JobClaim, JobFailed, JobHandler, JobPostponed
from django_core.feedback.models import Correction, TeachState
from django_core.routing import graph_client
from serve_graph.contract import LearnRequest

TEACH_JOB = "TEACH"


def correction_teach(claim: JobClaim) -> None:
    """Teach the highest version of the claimed lesson; safe to run twice.

    Raises ``JobPostponed`` while the graph is away and ``JobFailed`` when it failed.
    """
    correction = _latest(claim.subject)
    try:
        reply = graph_client.learn(_request(correction))
    except graph_client.GraphUnreachable as error:
        raise JobPostponed(error.code) from error
    except graph_client.GraphError as error:
        raise JobFailed(error.code, permanent=error.permanent) from error
    _taught(correction, index_version=reply.index_version)


def _latest(lesson_uuid: uuid.UUID) -> Correction:
    rows = Correction.objects.select_related("message", "district", "right_department")
    return rows.filter(lesson_uuid=lesson_uuid).order_by("-version")[0]


def _request(correction: Correction) -> LearnRequest:
    return LearnRequest(
        correction_uuid=correction.lesson_uuid,
        version=correction.version,
        text=correction.message.text.strip(),
        district=correction.district.code,
        department_id=correction.right_department_id,
        department_code=correction.right_department.code,
        author_id=correction.author_id,
        removed=correction.undone_at is not None,
    )


def _taught(correction: Correction, *, index_version: str) -> None:
    lesson = Correction.objects.filter(lesson_uuid=correction.lesson_uuid)
    older = lesson.filter(version__lt=correction.version)
    older.exclude(teach_state=TeachState.SUPERSEDED).update(teach_state=TeachState.SUPERSEDED)
    is_removed = correction.undone_at is not None
    lesson.filter(version=correction.version).update(
        teach_state=TeachState.REMOVED if is_removed else TeachState.TAUGHT,
        taught_at=Now(),
        index_version=index_version[:64],
    )


def _given_up(claim: JobClaim, _code: str) -> None:
    """Mark the lesson as not learned, so that an operator sees it."""
    waiting = Correction.objects.filter(lesson_uuid=claim.subject, teach_state=TeachState.PENDING)
    waiting.update(teach_state=TeachState.FAILED)


TEACH_HANDLER = JobHandler(run=correction_teach, given_up=_given_up)
