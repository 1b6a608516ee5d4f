"""Rows of a model as prepared statements: what ``save`` writes, without composing its SQL anew."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import count
from typing import Any, TypeAlias

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from django.db.models.functions import Now

from django_core.base.postgres.prepared import Call, Prepared, run_later

Field: TypeAlias = "models.Field[Any, Any]"
# A column, and whether the database's clock gives its value.
Columns = tuple[tuple[str, bool], ...]
_numbers = count()


def row_insert_later(row: models.Model) -> None:
    """Insert a new row with what the transaction does next; the database's defaults are left."""
    fields = row._meta.concrete_fields  # noqa: SLF001  # documented API
    given = [one for one in fields if not isinstance(getattr(row, one.attname), DatabaseDefault)]
    run_later(_call(_insert, row, given))


def row_save_later(row: models.Model, *names: str) -> None:
    """Write these fields of a row that the caller has locked with what the transaction does next.

    Django composes what is more than a value or the time, and that is written at once.
    """
    known = {field.name: field for field in row._meta.concrete_fields}  # noqa: SLF001  # documented API
    fields = [known[name] for name in names]
    if any(_is_composed(getattr(row, field.attname)) for field in fields):
        row.save(update_fields=names)
    else:
        run_later(_call(_update, row, fields))


def _is_composed(value: object) -> bool:
    return hasattr(value, "resolve_expression") and not isinstance(value, Now)


def _call(
    statement: Callable[[type[models.Model], Columns], Prepared],
    row: models.Model,
    fields: Sequence[Field],
) -> Call:
    values = {_column(field): getattr(row, field.attname) for field in fields}
    columns = tuple((column, isinstance(value, Now)) for column, value in values.items())
    told = {
        _column(field): field.get_db_prep_save(values[_column(field)], connection)
        for field in fields
        if not isinstance(values[_column(field)], Now)
    }
    return statement(type(row), columns).call(key=row.pk, **told)


def _column(field: Field) -> str:
    return str(field.column)


@cache
def _insert(model: type[models.Model], columns: Columns) -> Prepared:
    names = ", ".join(column for column, _is_now in columns)
    places = ", ".join(_place(column, is_now=is_now) for column, is_now in columns)
    sql = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})"  # noqa: S608, SLF001  # names only
    return Prepared(name=_name(), sql=sql, types=_types(model, columns))


@cache
def _update(model: type[models.Model], columns: Columns) -> Prepared:
    key = model._meta.pk  # noqa: SLF001  # documented API
    changes = ", ".join(f"{column} = {_place(column, is_now=is_now)}" for column, is_now in columns)
    sql = f"UPDATE {model._meta.db_table} SET {changes} WHERE {key.column} = %(key)s"  # noqa: S608, SLF001  # names only
    types = {**_types(model, columns), "key": str(key.db_type(connection))}
    return Prepared(name=_name(), sql=sql, types=types)


def _place(column: str, *, is_now: bool) -> str:
    return "statement_timestamp()" if is_now else f"%({column})s"


def _types(model: type[models.Model], columns: Columns) -> dict[str, str]:
    fields = {_column(field): field for field in model._meta.concrete_fields}  # noqa: SLF001  # documented API
    return {
        column: str(fields[column].db_type(connection)) for column, is_now in columns if not is_now
    }


def _name() -> str:
    return f"civic_row_{next(_numbers)}"
