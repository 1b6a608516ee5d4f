"""The log of corrections, and which of them voted for a department (O2, S5)."""

import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.base.errors import Forbidden, NotFound
from django_core.base.rights import system_acts
from django_core.conversations.models import Session
from django_core.conversations.selectors import sessions_visible
from django_core.feedback.models import Correction
from django_core.routing.models import AIAnalysis
from django_core.routing.selectors import analysis_get

INFLUENCED_MAX = 100


class CorrectionUnknown(NotFound):
    """No such correction, or not for this viewer."""


@dataclass(frozen=True)
class CorrectionsWanted:
    """What the log is narrowed by; what is empty narrows nothing."""

    department: str = ""
    teach_state: str = ""
    session_uuid: uuid.UUID | None = None
    author_uuid: uuid.UUID | None = None
    is_undone: bool | None = None


@dataclass(frozen=True)
class Voter:
    """A past correction that was near enough to vote; ``number`` only of a session in sight."""

    point_uuid: uuid.UUID
    department: str
    version: int
    is_undone: bool
    number: str | None


def corrections_list(viewer: User, *, wanted: CorrectionsWanted) -> QuerySet[Correction]:
    """Return the log of corrections, newest first.

    Staff see their own and those of sessions in their sight, operators their district's (P36);
    the database narrows it.  ``number`` is null where the session has left the viewer's sight.
    Raises ``Forbidden``.
    """
    if viewer.kind == UserKind.CITIZEN:
        raise Forbidden("STAFF_ONLY", _("Only staff see corrections."))
    # Joined, the session would take its correction out of sight with it.
    session = sessions_visible(viewer).filter(pk=OuterRef("session_id"))
    rows = Correction.objects.select_related(
        "previous_department", "right_department", "author", "undone_by"
    ).annotate(number=Subquery(session.values("number")))
    values = {
        "right_department__code": wanted.department,
        "teach_state": wanted.teach_state,
        "session": wanted.session_uuid,
        "author": wanted.author_uuid,
    }
    rows = rows.filter(**{name: value for name, value in values.items() if value})
    if wanted.is_undone is not None:
        rows = rows.filter(undone_at__isnull=not wanted.is_undone)
    return rows.order_by("-created_at", "uuid")


def corrections_visible(viewer: User) -> QuerySet[Correction]:
    """Return the corrections the viewer may open: operators their district's, staff their own.

    Without their sessions: one that its author has moved away is out of the author's sight.
    """
    rows = Correction.objects.select_related("previous_department", "right_department", "author")
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


def voters_list(viewer: User, *, session_uuid: uuid.UUID) -> list[Voter]:
    """Return the corrections that voted in the last run of a session (S5).

    That a lesson voted is no secret; whose words it was stays with those who may see them.
    Raises ``SessionUnknown``, ``AnalysisUnknown``, ``Forbidden``.
    """
    analysis = analysis_get(viewer, session_uuid=session_uuid)
    rows = Correction.objects.filter(point_uuid__in=analysis.voter_ids)
    in_sight = dict(rows.values_list("pk", "session__number"))
    with system_acts():
        latest = rows.select_related("right_department").order_by("point_uuid", "-version")
        return [
            Voter(
                point_uuid=row.point_uuid,
                department=row.right_department.code,
                version=row.version,
                is_undone=row.undone_at is not None,
                number=in_sight.get(row.pk),
            )
            for row in latest.distinct("point_uuid")
            if row.point_uuid is not None
        ]
