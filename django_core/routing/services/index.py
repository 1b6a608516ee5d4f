"""Telling the index which departments exist."""

from django_core.base.jobs import JobClaim, JobFailed, JobHandler, JobPostponed
from django_core.departments.models import Department, District
from django_core.departments.services import district_indexed
from django_core.routing import graph_client
from serve_graph.contract import Language
from serve_graph.contract_teaching import (
    DepartmentsRequest,
    DepartmentText,
    DepartmentUpsert,
    LearnReply,
)


def district_index(claim: JobClaim) -> None:
    """Bring the index of the claimed district up to its texts; safe to run twice.

    Raises ``JobPostponed`` while the graph is away and ``JobFailed`` when it failed.
    """
    try:
        departments_index(district=District.objects.get(pk=claim.subject))
    except graph_client.GraphUnreachable as error:
        raise JobPostponed(error.code) from error
    except graph_client.GraphError as error:
        raise JobFailed(error.code, permanent=error.permanent) from error


INDEX_HANDLER = JobHandler(run=district_index)


def departments_index(*, district: District) -> LearnReply:
    """Make the index hold the active departments of a district; raises ``GraphError``.

    ``district`` is as it was read before the texts: a later change leaves the index behind.
    """
    rows = Department.objects.filter(district=district, is_active=True).order_by("code")
    rows = rows.prefetch_related("texts")
    departments = tuple(department_upsert(department, district=district) for department in rows)
    request = DepartmentsRequest(district=district.code, departments=departments)
    reply = graph_client.departments_replace(request)
    district_indexed(district, index_version=reply.index_version)
    return reply


def department_upsert(department: Department, *, district: District) -> DepartmentUpsert:
    """Return a department with its texts as the index must know it."""
    texts = (
        DepartmentText(
            language=Language(text.language),
            name=text.name,
            description=text.description,
            wordings=tuple(text.wordings),
        )
        for text in department.texts.all()
    )
    return DepartmentUpsert(
        department_id=department.pk,
        code=department.code,
        district=district.code,
        texts=tuple(texts),
    )
