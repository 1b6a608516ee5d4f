"""Statements that are planned once and travel together, with whoever looks (P36, S7)."""

import psycopg
import pytest
from django.db import DataError, connection, transaction

from django_core.base.models import Job
from django_core.base.postgres.check import connection_check
from django_core.base.postgres.prepared import Prepared, run, run_and_commit, run_together
from django_core.base.rights import SYSTEM, Viewer, acting_as
from tests.servers import POSTGRES

WHO = Prepared(
    "test_who", "SELECT current_setting('civic.viewer_kind') || %(mark)s", {"mark": "text"}
)
DIVIDE = Prepared("test_divide", "SELECT 1 / %(by)s", {"by": "integer"})
ADD = Prepared(
    "test_add",
    """INSERT INTO base_job (uuid, kind, subject, payload, state, fence, attempts,
                             is_repeat_wanted, error_code)
       VALUES (gen_random_uuid(), %(kind)s, gen_random_uuid(), '{}', 'QUEUED', 0, 0, false, '')""",
    {"kind": "text"},
)


@pytest.mark.django_db
def test_each_call_looks_as_whom_it_names_and_the_next_as_who_looks_otherwise():
    with acting_as(Viewer(kind="CITIZEN")):
        rows = run_together(
            WHO.call(mark="1"), WHO.call(viewer=SYSTEM, mark="2"), WHO.call(mark="3")
        )
    assert rows == [[("CITIZEN1",)], [("SYSTEM2",)], [("CITIZEN3",)]]


@pytest.mark.django_db
def test_statement_without_rows_answers_with_none():
    assert run_together(ADD.call(kind="TEST"), DIVIDE.call(by=1)) == [[], [(1,)]]


@pytest.mark.django_db
def test_values_cannot_be_more_than_values():
    assert run(WHO.call(mark="'); SELECT 1; --")) == [("SYSTEM'); SELECT 1; --",)]


@pytest.mark.django_db
def test_connection_plans_a_statement_once():
    for _time in range(3):
        run(DIVIDE.call(by=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = 'test_divide'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_what_travels_together_outside_of_a_transaction_is_one():
    with pytest.raises(DataError):
        run_together(ADD.call(kind="TEST"), DIVIDE.call(by=0))
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_last_words_commit_and_what_waits_for_the_commit_follows():
    done = []
    with transaction.atomic():
        transaction.on_commit(lambda: done.append(Job.objects.count()))
        run_and_commit(ADD.call(kind="TEST"))
        assert done == []
        with psycopg.connect(POSTGRES.url, dbname=connection.settings_dict["NAME"]) as other:
            assert other.execute("SELECT count(*) FROM base_job").fetchone() == (1,)
    assert done == [1]


@pytest.mark.django_db(transaction=True)
def test_last_words_inside_of_another_transaction_leave_the_commit_to_it():
    with transaction.atomic():
        with transaction.atomic():
            run_and_commit(ADD.call(kind="TEST"))
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_last_words_that_fail_leave_nothing_and_the_connection_whole():
    with pytest.raises(DataError), transaction.atomic():
        run_and_commit(ADD.call(kind="TEST"), DIVIDE.call(by=0))
    assert not Job.objects.exists()
    with transaction.atomic():
        assert run(DIVIDE.call(by=1)) == [(1,)]


@pytest.mark.django_db
def test_connection_that_the_server_closed_is_found_without_asking(postgres_server):
    with psycopg.connect(POSTGRES.url, autocommit=True) as healthy:
        connection_check(healthy)
        with psycopg.connect(POSTGRES.url, autocommit=True) as lost:
            healthy.execute("SELECT pg_terminate_backend(%s, 2000)", [lost.info.backend_pid])
            with pytest.raises(psycopg.OperationalError):
                connection_check(lost)
