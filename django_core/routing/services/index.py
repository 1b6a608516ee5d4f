"""Telling the index which departments exist."""

from django_core.departments.models import Department, District
from django_core.routing import graph_client
from serve_graph.contract import (
    DepartmentsRequest,
    DepartmentText,
    DepartmentUpsert,
    Language,
    LearnReply,
)


def departments_index(*, district: District) -> LearnReply:
    """Make the index hold the active departments of a district; raises ``GraphError``."""
    rows = Department.objects.filter(district=district, is_active=True).order_by("code")
    departments = tuple(
        _upsert(department, district=district) for department in rows.prefetch_related("texts")
    )
    request = DepartmentsRequest(district=district.code, departments=departments)
    return graph_client.departments_replace(request)


def _upsert(department: Department, *, district: District) -> DepartmentUpsert:
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
