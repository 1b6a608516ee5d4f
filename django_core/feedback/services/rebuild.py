"""The index made anew from the database alone, while it answers (P32)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django_core.departments.models import District
from django_core.feedback.models import Correction, TeachState
from django_core.feedback.services.teach import learn_request
from django_core.routing import graph_client
from django_core.routing.services import departments_index
from serve_graph.contract_teaching import RebuildRequest, RebuildStep

_ROWS_AT_ONCE = 200


@dataclass(frozen=True)
class Rebuilt:
    """What the new index holds."""

    index_version: str
    departments_points: int
    corrections: int


def index_rebuild() -> Rebuilt:
    """Send all departments and all that was learned into a new collection, then swap to it.

    Corrections that are taught meanwhile go to both.  Raises ``GraphError``; then the old index
    goes on answering, and the next rebuild drops what this one left.
    """
    begun = graph_client.rebuild(RebuildRequest(step=RebuildStep.BEGIN))
    districts = District.objects.filter(is_active=True).order_by("code")
    points = sum(len(departments_index(district=one).point_ids) for one in districts)
    count = 0
    for correction in _learned():
        version = correction.point_version or 1
        graph_client.learn(learn_request(correction, version=version))
        count += 1
    finish = RebuildRequest(step=RebuildStep.FINISH, index_version=begun.index_version)
    return Rebuilt(graph_client.rebuild(finish).index_version, points, count)


def _learned() -> Iterator[Correction]:
    """Yield the corrections that the index holds: of each lesson the latest that was taught."""
    rows = Correction.objects.select_related("message", "district", "right_department")
    rows = rows.filter(teach_state=TeachState.TAUGHT, undone_at=None, district__is_active=True)
    rows = rows.exclude(message__text="")  # Erased, and on its way out of the index.
    latest = rows.order_by("lesson_uuid", "-version").distinct("lesson_uuid")
    uuids = list(latest.values_list("pk", flat=True))
    for start in range(0, len(uuids), _ROWS_AT_ONCE):
        yield from rows.filter(pk__in=uuids[start : start + _ROWS_AT_ONCE]).order_by("pk")
