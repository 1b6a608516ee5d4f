"""``manage.py district_load <json>``: one district and its departments, idempotent."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from pydantic import TypeAdapter, ValidationError
from typing_extensions import override

from django_core.base.commands import SystemCommand
from django_core.departments.services import DepartmentEntry, DistrictEntry, district_load

_FILE = TypeAdapter(tuple[DepartmentEntry, ...])


class Command(SystemCommand):
    """Loads departments from a JSON list."""

    help = "Creates or updates a district and its departments from a JSON file."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file and the district."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--code", default="yunusobod")
        parser.add_argument("--name", default="Yunusobod tumani")
        parser.add_argument("--prefix", default="YD")

    @override
    def handle(
        self, *args: object, file: Path, code: str, name: str, prefix: str, **options: object
    ) -> None:
        """Read the file and load it."""
        try:
            departments = _FILE.validate_json(file.read_bytes())
            entry = DistrictEntry(
                code=code, name=name, number_prefix=prefix, departments=departments
            )
        except (OSError, ValidationError) as error:
            raise CommandError(f"{file.name} cannot be loaded: {error}") from error
        district_load(entry)
        self.stdout.write(f"{len(departments)} departments in {code}")
