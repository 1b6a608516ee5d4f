"""How far the index is behind the department texts; the job itself is the router's."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from django_core.accounts.models import User
from django_core.base.jobs import job_enqueue
from django_core.departments.models import District
from django_core.departments.selectors import district_run_by

# Named here and answered in `routing`, which alone speaks with the graph.
INDEX_JOB = "INDEX"


def texts_changed(district: District) -> None:
    """Note that the index is behind, and ask for it to be brought up; needs a transaction."""
    District.objects.filter(pk=district.pk).update(texts_version=F("texts_version") + 1)
    job_enqueue(kind=INDEX_JOB, subject=district.pk)


def district_reindex(actor: User, *, code: str) -> District:
    """Index the departments of a district anew; raises ``DistrictMissing``."""
    district = district_run_by(actor, code=code)
    with transaction.atomic():
        texts_changed(district)
    return district_run_by(actor, code=code)


def district_indexed(district: District, *, index_version: str) -> None:
    """Note that the index holds the texts as ``district`` was read; older ones change nothing."""
    rows = District.objects.filter(pk=district.pk, indexed_version__lte=district.texts_version)
    rows.update(
        indexed_version=district.texts_version,
        indexed_at=Now(),
        index_version=index_version[:64],
    )
