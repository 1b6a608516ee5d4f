"""What a lesson is worth: which correction of a text counts, and what it is measured by (P31)."""

import uuid

from django.db.models import Exists, OuterRef

from django_core.feedback.models import Confirmation, Correction, TeachState


def lesson_counts(lesson_uuid: uuid.UUID) -> Correction | None:
    """Return the correction of a text that counts: the latest that is neither undone nor held.

    None counts whose text was erased (S29).
    """
    rows = Correction.objects.select_related("message", "district", "right_department")
    rows = rows.filter(lesson_uuid=lesson_uuid, undone_at=None).exclude(message__text="")
    return rows.exclude(teach_state=TeachState.HELD).order_by("-version").first()


def confirmed_recently(correction: Correction, *, limit: int) -> list[Confirmation]:
    """Return what people confirmed of late and may be a neighbour of a correction (P31).

    Half of it are messages of the department that loses the text: they are most at risk.  A
    confirmation that was corrected afterwards is no label any more.
    """
    later = Correction.objects.filter(
        session=OuterRef("session"), created_at__gt=OuterRef("created_at")
    )
    rows = Confirmation.objects.select_related("message", "department")
    rows = rows.filter(~Exists(later), district=correction.district_id)
    rows = rows.exclude(message=correction.message_id).exclude(message__text="")
    rows = rows.order_by("-created_at", "uuid")
    losing = list(rows.filter(department=correction.previous_department_id)[: limit // 2])
    others = rows.exclude(pk__in=[one.pk for one in losing])
    return losing + list(others[: limit - len(losing)])
