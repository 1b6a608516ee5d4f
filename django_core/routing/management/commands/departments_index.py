"""``manage.py departments_index``: pushes all departments to the graph's index."""

from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from django_core.departments.models import District
from django_core.routing.graph_client import GraphError
from django_core.routing.services import departments_index


class Command(BaseCommand):
    """Indexes every active district, one after the other."""

    help = "Pushes the departments of all districts to the search index."

    @override
    def handle(self, *args: object, **options: object) -> None:
        """Push and say what the index holds."""
        for district in District.objects.filter(is_active=True).order_by("code"):
            try:
                reply = departments_index(district=district)
            except GraphError as error:
                raise CommandError(f"{district.code}: {error.code}") from error
            self.stdout.write(f"{district.code}: {len(reply.point_ids)} points")
