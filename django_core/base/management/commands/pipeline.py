"""``manage.py pipeline inspect|retry|drain|replay``: durable jobs in an operator's hand."""

import uuid
from argparse import ArgumentParser
from datetime import timedelta

from typing_extensions import override

from django_core.base import pipeline
from django_core.base.commands import SystemCommand
from django_core.base.pipeline import Choice

SHOWN_AT_MOST = 20
REPLAYED_MINUTES = 60


class Command(SystemCommand):
    """Shows and moves durable jobs; ids and codes only, never a person's words."""

    help = "Looks at durable jobs, retries, drains or replays them."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what to do, and with which jobs."""
        parser.add_argument("action", choices=("inspect", "retry", "drain", "replay"))
        parser.add_argument("--kind", default="", help="only jobs of this kind, such as ROUTE")
        parser.add_argument("--subject", type=uuid.UUID, help="only jobs of this id")
        parser.add_argument(
            "--minutes",
            type=int,
            default=REPLAYED_MINUTES,
            help=f"replay what ended in the last minutes; default {REPLAYED_MINUTES}",
        )

    @override
    def handle(
        self,
        *args: object,
        action: str,
        kind: str,
        subject: uuid.UUID | None,
        minutes: int,
        **options: object,
    ) -> None:
        """Do it and say how many jobs it met."""
        choice = Choice(kind=kind, subject=subject)
        match action:
            case "retry":
                self.stdout.write(f"{pipeline.jobs_retry(choice)} jobs to run now")
            case "drain":
                self.stdout.write(f"{pipeline.jobs_drain(choice)} jobs run")
            case "replay":
                count = pipeline.jobs_replay(choice, since=timedelta(minutes=minutes))
                self.stdout.write(f"{count} jobs enqueued again")
            case _:
                self._inspect(choice)

    def _inspect(self, choice: Choice) -> None:
        for row in pipeline.backlog_list(choice):
            line = f"{row.kind:<10} {row.state:<8} {row.jobs:>6}  oldest {row.oldest_at:%F %T}"
            self.stdout.write(f"{line}  {row.last_error}".rstrip())
        if choice.subject is None:
            return
        for job in pipeline.jobs_list(choice, at_most=SHOWN_AT_MOST):
            line = f"{job.uuid}  {job.kind} {job.state}  fence {job.fence} attempts {job.attempts}"
            self.stdout.write(f"{line}  due {job.due_at:%F %T}  {job.error_code}".rstrip())
