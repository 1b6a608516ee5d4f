"""Forgetting lessons that were made from a citizen's words (S29)."""

import uuid

from django.db import transaction

from django_core.base.jobs import job_enqueue
from django_core.feedback.models import Correction
from django_core.feedback.services.teach import TEACH_JOB


def feedback_erase(citizen_uuid: uuid.UUID) -> None:
    """Empty the reasons of corrections, and let the index forget the texts they taught.

    A lesson whose text is gone is taught as removed; the label stays for the statistics.
    """
    rows = Correction.objects.filter(session__citizen=citizen_uuid)
    with transaction.atomic():
        rows.update(reason="")
        for lesson_uuid in set(rows.values_list("lesson_uuid", flat=True)):
            job_enqueue(kind=TEACH_JOB, subject=lesson_uuid)
