"""What a migration must not do while the previous release still runs beside the new one.

During a rolling deployment the database is migrated first and old processes go on for minutes: they
do not know new columns and still use those that are about to go.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import Migration, operations
from django.db.migrations.state import ProjectState
from django.db.models import Field
from django.db.models.fields import NOT_PROVIDED

_GONE = (
    operations.RemoveField,
    operations.DeleteModel,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
)


def complaints(migration: Migration, before: ProjectState) -> Iterator[str]:
    """Yield what would break the previous release, or make it wait behind a lock."""
    state, made = before.clone(), set[str]()
    for operation in _flat(migration.operations):
        yield from _complaints(migration, operation, state, made)
        if isinstance(operation, operations.CreateModel):
            made.add(operation.name_lower)
        operation.state_forwards(migration.app_label, state)


def imports_of_ours(source: Path) -> list[str]:
    """Return the modules of the applications that a migration imports."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    ]
    return [name for name in names if name.startswith("django_core.")]


def _flat(found: list[operations.base.Operation]) -> Iterator[operations.base.Operation]:
    for operation in found:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)
        else:
            yield operation


def _complaints(
    migration: Migration,
    operation: operations.base.Operation,
    state: ProjectState,
    made: set[str],
) -> Iterator[str]:
    told = operation.describe()
    match operation:
        case operations.AddField() if operation.model_name_lower not in made:
            if _is_needed(operation.field):
                yield f"{told}: the previous release does not fill it; give it db_default or null"
        case operations.AlterField():
            yield from _alteration(migration, operation, state)
        case operations.AddIndex() if operation.model_name_lower not in made:
            if not isinstance(operation, AddIndexConcurrently):
                yield f"{told}: writes wait for it; use AddIndexConcurrently"
        case _ if isinstance(operation, _GONE):
            yield f"{told}: the previous release still uses it; wait for one release"


def _is_needed(field: "Field[object, object]") -> bool:
    """Return whether an insert that does not name the column fails."""
    is_column = not field.many_to_many
    return is_column and not field.null and field.db_default is NOT_PROVIDED


def _alteration(
    migration: Migration, operation: operations.AlterField, state: ProjectState
) -> Iterator[str]:
    model = state.models[migration.app_label, operation.model_name_lower]
    old, new = model.get_field(operation.name), operation.field
    told = operation.describe()
    if old.null and _is_needed(new):
        yield f"{told}: the previous release may leave it empty"
    if old.get_internal_type() != new.get_internal_type():
        yield f"{told}: the previous release knows another type"
    if new.max_length and (old.max_length or new.max_length + 1) > new.max_length:
        yield f"{told}: what the previous release writes may be too long"
