"""A statement that repeats is planned once on a connection, and means what it meant (P36, S7)."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from django_core.accounts.models import User
from django_core.base.models import Job
from django_core.base.postgres import planned
from django_core.base.rights import acting_as, viewer_from
from tests.factories.people import citizen_make, district_make

pytestmark = pytest.mark.django_db(transaction=True)

OFTEN = planned.SEEN_BEFORE + 2


@pytest.fixture(autouse=True)
def _new_connection():
    """Each test begins with a connection that has planned nothing."""
    connection.close()


def _plans_of(mark: str) -> int:
    """How many plans the server holds for statements with this in them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return sum(mark in statement for (statement,) in cursor.fetchall())


def _asked(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_statement_is_planned_from_its_third_use_on():
    for uses, plans in [(1, 0), (2, 0), (3, 1), (4, 1)]:
        Job.objects.filter(kind="NONE").count()
        assert _plans_of('"base_job"."kind" = $1') == plans, uses


@pytest.mark.parametrize(
    "value",
    [
        "it's; -- %s",
        7,
        2**40,
        2**70,
        0.25,
        True,
        None,
        uuid.UUID(int=5),
        datetime(2026, 2, 3, tzinfo=UTC),
    ],
)
def test_value_comes_back_as_it_does_without_a_plan(value):
    answers = [_asked("SELECT %s, 1 AS planned", value) for _time in range(OFTEN)]
    assert _plans_of("1 AS planned") == 1
    assert answers == [answers[0]] * OFTEN


def test_whoever_looks_sees_their_own_through_the_same_plan():
    district = district_make()
    people = [citizen_make(district, username=name) for name in ("one", "two")]
    for _time in range(OFTEN):
        for person in people:
            with acting_as(viewer_from(person)):
                found = User.objects.filter(is_active=True, kind="CITIZEN")
                assert [one.uuid for one in found] == [person.uuid]
    assert _plans_of('"accounts_user"."is_active"')


def test_statement_that_cannot_be_planned_goes_on_as_it_was_and_harms_no_transaction():
    sql = "SELECT %s IS NULL AS unplannable"
    with transaction.atomic():
        assert [_asked(sql, "x") for _time in range(OFTEN)] == [[(False,)]] * OFTEN
        Job.objects.filter(kind="NONE").count()
    assert _plans_of("unplannable") == 0


def test_groupings_are_left_to_be_planned_each_time():
    sql = "SELECT kind || %s FROM base_job GROUP BY kind || %s"
    for _time in range(OFTEN):
        assert _asked(sql, "x", "x") == []
    assert _plans_of("GROUP BY") == 0


def test_plan_outlives_the_transaction_that_made_it():
    with transaction.atomic():
        for _time in range(OFTEN):
            _asked("SELECT %s + 1 AS outlives", 1)
        transaction.set_rollback(True)
    assert _asked("SELECT %s + 1 AS outlives", 1) == [(2,)]


def test_connection_keeps_the_plans_used_last(monkeypatch):
    monkeypatch.setattr(planned, "KEPT_MAX", 2)
    for name in ("first", "second", "first", "third"):
        for _time in range(OFTEN):
            _asked(f"SELECT %s + 1 AS kept_{name}", 1)
    assert [_plans_of(f"kept_{name}") for name in ("first", "second", "third")] == [1, 0, 1]
