"""The door by which the bell reaches the jobs."""

import uuid
from collections.abc import Sequence
from typing import Any

from celery import Task, shared_task, signals
from django.conf import settings
from typing_extensions import override

from django_core.base.bell import TASK, bell_publish
from django_core.base.jobs import job_run
from django_core.base.metrics import WORKER_SLOTS
from django_core.base.rights import system_acts
from django_core.base.status import status_serve


class SystemTask(Task[..., Any]):
    """A task that no person asked for: it acts as the system."""

    @override
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task with the rights of the system."""
        with system_acts():
            return super().__call__(*args, **kwargs)


@signals.worker_init.connect
def worker_watched(**_: object) -> None:
    """Say how many tasks this worker takes, and answer whoever watches it."""
    WORKER_SLOTS.set(settings.WORKER_CONCURRENCY)
    status_serve()


@signals.beat_init.connect
def beat_watched(**_: object) -> None:
    """Answer whoever watches beat."""
    status_serve()


@shared_task(name=TASK)
def job_run_task(*, job_uuid: str, others: Sequence[str] = (), **_: object) -> None:
    """Run a job if it is still there to run; safe to be called twice.

    ``others`` came with the same ring: each is rung again by itself, so that all workers share.
    When the broker is away, the relay rings them.
    """
    all(bell_publish(uuid.UUID(other)) for other in others)
    job_run(job_uuid=uuid.UUID(job_uuid))
