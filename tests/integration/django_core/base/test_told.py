"""A transaction is told once who looks, and again whenever that may no longer be so (P36, S7)."""

from contextlib import contextmanager, suppress

import pytest
from django.db import DataError, connection, transaction
from psycopg import ClientCursor
from psycopg.pq import TransactionStatus

from django_core.base.postgres.prepared import Prepared, run, run_together
from django_core.base.rights import NOBODY, SYSTEM, Viewer, acting_as, viewer_switch

pytestmark = pytest.mark.django_db(transaction=True)

CITIZEN = Viewer(kind="CITIZEN")
STAFF = Viewer(kind="STAFF")
_SEEN = Prepared(
    name="civic_test_seen",
    sql="SELECT current_setting('civic.viewer_kind', true) WHERE %(one)s = 1",
    types={"one": "integer"},
)


@contextmanager
def undone():
    """A block of its own whose changes do not last."""
    with suppress(ZeroDivisionError), transaction.atomic():
        yield
        raise ZeroDivisionError


def _seen() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('civic.viewer_kind', true)")
        return str(cursor.fetchone()[0] or "")


def _status() -> TransactionStatus:
    return connection.connection.info.transaction_status


@pytest.fixture
def sent(monkeypatch):
    """Everything that goes to the server, as it goes."""
    statements = []
    send = ClientCursor.execute

    def heard(self, query, *args, **options):
        statements.append(query)
        return send(self, query, *args, **options)

    monkeypatch.setattr(ClientCursor, "execute", heard)
    return statements


def test_the_same_viewer_is_told_once_a_transaction(sent):
    with acting_as(CITIZEN):
        for _again in range(2):
            with transaction.atomic():
                assert [_seen() for _statement in range(3)] == ["CITIZEN"] * 3
    assert sum("current_setting" in statement for statement in sent) == 6
    assert sum("set_config" in statement for statement in sent) == 2


def test_a_transaction_begins_with_its_first_statement(sent):
    with acting_as(CITIZEN), transaction.atomic():
        assert _seen() == "CITIZEN"
    assert len(sent) == 1
    assert sent[0].startswith("BEGIN; SELECT set_config")


def test_a_cursor_from_before_a_transaction_begins_it():
    with connection.cursor() as cursor:
        for _again in range(2):
            with transaction.atomic():
                cursor.execute("SELECT 1")
                assert _status() is TransactionStatus.INTRANS
            assert _status() is TransactionStatus.IDLE


def test_a_transaction_without_a_statement_leaves_none_behind():
    with acting_as(CITIZEN):
        with transaction.atomic():
            pass
        assert _seen() == "CITIZEN"
    assert _status() is TransactionStatus.IDLE


def test_each_statement_outside_of_a_transaction_is_told():
    with acting_as(CITIZEN):
        assert [_seen(), _seen()] == ["CITIZEN", "CITIZEN"]
    with acting_as(NOBODY):
        assert _seen() == ""


def test_a_change_of_the_viewer_is_told_both_ways():
    with acting_as(CITIZEN), transaction.atomic():
        assert _seen() == "CITIZEN"
        with acting_as(SYSTEM):
            assert _seen() == "SYSTEM"
        assert _seen() == "CITIZEN"
        with acting_as(NOBODY):
            assert _seen() == ""


def test_who_was_told_inside_a_savepoint_is_told_again_after_its_rollback():
    with acting_as(CITIZEN), transaction.atomic():
        assert _seen() == "CITIZEN"
        with acting_as(STAFF):
            with undone():
                assert _seen() == "STAFF"
            assert _seen() == "STAFF"
        assert _seen() == "CITIZEN"


def test_who_looks_since_a_savepoint_is_told_after_its_rollback():
    with acting_as(CITIZEN), transaction.atomic():
        assert _seen() == "CITIZEN"
        with undone():
            viewer_switch(STAFF)
        assert _seen() == "STAFF"


def test_a_failed_statement_leaves_nobody_elses_rights():
    with acting_as(CITIZEN), transaction.atomic():
        with pytest.raises(DataError), transaction.atomic(), acting_as(STAFF):
            connection.cursor().execute("SELECT 1 / 0")
        assert _seen() == "CITIZEN"


def test_the_viewer_of_a_call_ends_with_it():
    with acting_as(CITIZEN), transaction.atomic():
        (own,), (others,) = run_together(_SEEN.call(one=1), _SEEN.call(one=1, viewer=STAFF))
        assert (own[0], others[0]) == ("CITIZEN", "STAFF")
        assert _seen() == "CITIZEN"
        assert run(_SEEN.call(one=1)) == [("CITIZEN",)]


def test_a_transaction_that_was_rolled_back_leaves_nothing():
    with acting_as(STAFF), undone():
        assert _seen() == "STAFF"
    with acting_as(NOBODY), transaction.atomic():
        assert _seen() == ""
