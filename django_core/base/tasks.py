"""The door by which the bell reaches the jobs."""

import uuid

from celery import shared_task

from django_core.base.bell import TASK
from django_core.base.jobs import job_run


@shared_task(name=TASK)
def job_run_task(*, job_uuid: str, **_: object) -> None:
    """Run a job if it is still there to run; safe to be called twice."""
    job_run(job_uuid=uuid.UUID(job_uuid))
