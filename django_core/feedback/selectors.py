"""Which corrections a viewer may see, and what a lesson is worth (P31, P32, P36)."""

import uuid

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Forbidden, NotFound
from django_core.conversations.models import Session
from django_core.conversations.selectors import sessions_visible
from django_core.feedback.models import Confirmation, Correction, TeachState
from django_core.routing.models import AIAnalysis

INFLUENCED_MAX = 100


class CorrectionUnknown(NotFound):
    """No such correction, or not for this viewer."""


def corrections_visible(viewer: User) -> QuerySet[Correction]:
    """Return the corrections the viewer may see: operators their district's, staff their own."""
    rows = Correction.objects.select_related(
        "session", "previous_department", "right_department", "author"
    )
    if viewer.kind == UserKind.CITIZEN:
        raise Forbidden("STAFF_ONLY", _("Only staff see corrections."))
    if viewer.kind == UserKind.OPERATOR:
        rows = rows.filter(district=viewer.district_id)
    elif viewer.kind == UserKind.STAFF:
        rows = rows.filter(author=viewer)
    return rows.order_by("-created_at", "uuid")


def correction_get(viewer: User, *, correction_uuid: uuid.UUID) -> Correction:
    """Return a correction with its effect; raises ``CorrectionUnknown``, ``Forbidden``."""
    correction = corrections_visible(viewer).filter(pk=correction_uuid).first()
    if correction is None:
        raise CorrectionUnknown("CORRECTION_NOT_FOUND", _("There is no such correction."))
    return correction


def influenced_list(viewer: User, *, correction: Correction) -> list[Session]:
    """Return the sessions whose routing the correction's point had a vote in, latest first (P32).

    Only those that the viewer may see, and not the corrected one itself.
    """
    if correction.point_uuid is None:
        return []
    voted = AIAnalysis.objects.filter(
        session=OuterRef("pk"), voter_ids__contains=[correction.point_uuid]
    )
    rows = sessions_visible(viewer).filter(Exists(voted), district=correction.district_id)
    rows = rows.exclude(pk=correction.session_id).select_related("assigned_department")
    return list(rows.order_by("-opened_at")[:INFLUENCED_MAX])


def lesson_counts(lesson_uuid: uuid.UUID) -> Correction | None:
    """Return the correction of a text that counts: the latest that is neither undone nor held."""
    rows = Correction.objects.select_related("message", "district", "right_department")
    rows = rows.filter(lesson_uuid=lesson_uuid, undone_at=None)
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
    rows = rows.exclude(message=correction.message_id).order_by("-created_at", "uuid")
    losing = list(rows.filter(department=correction.previous_department_id)[: limit // 2])
    others = rows.exclude(pk__in=[one.pk for one in losing])
    return losing + list(others[: limit - len(losing)])
