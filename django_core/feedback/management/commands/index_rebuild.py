"""``manage.py index_rebuild``: the search index made anew from the database, without a gap."""

from django.core.management.base import CommandError
from typing_extensions import override

from django_core.base.commands import SystemCommand
from django_core.feedback.services import index_rebuild
from django_core.routing.graph_client import GraphError


class Command(SystemCommand):
    """Rebuilds the index while it answers."""

    help = "Sends all departments and corrections into a new collection and swaps to it (P32)."

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Rebuild and say what the new index holds."""
        try:
            rebuilt = index_rebuild()
        except GraphError as error:
            raise CommandError(f"the index was not rebuilt: {error.code}") from error
        self.stdout.write(
            f"{rebuilt.index_version}: {rebuilt.departments_points} points of departments, "
            f"{rebuilt.corrections} corrections"
        )
