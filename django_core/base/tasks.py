"""The door by which the bell reaches the jobs."""

import uuid
from collections.abc import Sequence
from typing import Any

from celery import Task, shared_task
from typing_extensions import override

from django_core.base.bell import TASK, bell_publish
from django_core.base.jobs import job_run
from django_core.base.rights import system_acts


class SystemTask(Task[..., Any]):
    """A task that no person asked for: it acts as the system."""

    @override
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task with the rights of the system."""
        with system_acts():
            return super().__call__(*args, **kwargs)


@shared_task(name=TASK)
def job_run_task(*, job_uuid: str, others: Sequence[str] = (), **_: object) -> None:
    """Run a job if it is still there to run; safe to be called twice.

    ``others`` came with the same ring: each is rung again by itself, so that all workers share.
    When the broker is away, the relay rings them.
    """
    all(bell_publish(uuid.UUID(other)) for other in others)
    job_run(job_uuid=uuid.UUID(job_uuid))
