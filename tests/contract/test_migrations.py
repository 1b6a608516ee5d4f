"""Every migration works while the previous release still runs (rolling deployments)."""

import inspect
import sys
from pathlib import Path

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Now

from tests.contract.migration_rules import complaints, imports_of_ours

# Migrations that may, each with the reason why the previous release does not mind.
MAY: dict[tuple[str, str], str] = {
    ("departments", "0002_wordings"): "0004 gives the default to the database",
}
ROOT = "django_core."
_LOADER = MigrationLoader(None)
OURS = sorted(
    key
    for key, migration in _LOADER.disk_migrations.items()
    if migration.__module__.startswith(ROOT)
)


@pytest.mark.parametrize("key", OURS, ids=".".join)
def test_previous_release_survives_the_migration(key):
    migration = _LOADER.disk_migrations[key]
    if migration.initial or key in MAY:
        return
    before = _LOADER.project_state(key, at_end=False)
    assert list(complaints(migration, before)) == []


@pytest.mark.parametrize("key", OURS, ids=".".join)
def test_migration_imports_no_code_that_will_change(key):
    module = sys.modules[_LOADER.disk_migrations[key].__module__]
    imported = imports_of_ours(Path(inspect.getfile(module)))
    assert [name for name in imported if not name.endswith(".migrations")] == []


def _state() -> ProjectState:
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("code", models.CharField(max_length=20)),
        ("note", models.TextField(null=True)),
    ]
    state.add_model(ModelState("base", "Thing", fields))
    return state


def _told(*operations: migrations.operations.base.Operation) -> list[str]:
    migration = migrations.Migration("0009_thing", "base")
    migration.operations = list(operations)
    return list(complaints(migration, _state()))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("thing", "code"),
        migrations.DeleteModel("thing"),
        migrations.RenameField("thing", "code", "name"),
        migrations.AddField("thing", "size", models.IntegerField(default=1)),
        migrations.AlterField("thing", "note", models.TextField(default="")),
        migrations.AlterField("thing", "code", models.CharField(max_length=10)),
        migrations.AlterField("thing", "code", models.IntegerField()),
        migrations.AddIndex("thing", models.Index(fields=["code"], name="thing_code")),
    ],
    ids=lambda operation: f"{operation.describe()} {getattr(operation, 'field', '')}",
)
def test_breach_is_named(operation):
    assert len(_told(operation)) == 1


def test_harmless_changes_pass():
    index = models.Index(fields=["code"], name="thing_code")
    assert not _told(
        migrations.AddField("thing", "size", models.IntegerField(null=True)),
        migrations.AddField("thing", "made_at", models.DateTimeField(db_default=Now())),
        migrations.AlterField("thing", "code", models.CharField(max_length=40)),
        AddIndexConcurrently("thing", index),
        migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("other", "size", models.IntegerField()),
    )
