"""The database shows each viewer their rows only, whatever the code asks (P36, S7)."""

import random
import uuid
from pathlib import Path
from threading import Barrier, Thread

import psycopg
import pytest
import yaml
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.db.models import F
from psycopg_pool import ConnectionPool

from django_core.accounts.models import User
from django_core.audit.models import AuditEntry
from django_core.base.postgres.base import ViewerCursor
from django_core.base.rights import NOBODY, SYSTEM, Viewer, acting_as, viewer_from
from django_core.conversations.models import Message, Session
from django_core.routing.models import AIAnalysis, InjectionLog
from tests.factories import people
from tests.factories.messages import injection, jobs_run, routed, submit
from tests.servers import POSTGRES

pytestmark = pytest.mark.django_db
TABLES = yaml.safe_load((Path(__file__).parent / "tables.yaml").read_text(encoding="utf-8"))
REQUESTS = 200


@pytest.fixture
def session(citizen, water, staff, graph) -> Session:
    saved = submit(citizen)
    graph.answers.append(routed(saved.message.pk, water))
    jobs_run()
    return Session.objects.get(pk=saved.session.pk)


def _asked(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def test_suite_runs_as_a_role_that_is_no_superuser_and_bypasses_nothing():
    (role,) = _asked(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
        " WHERE rolname = current_user"
    )
    assert role == ("civic_app", False, False, False, False)


def test_role_owns_nothing_and_belongs_to_no_other():
    assert _asked("SELECT relname FROM pg_class WHERE relowner = current_user::regrole") == []
    assert _asked("SELECT * FROM pg_auth_members WHERE member = current_user::regrole") == []


def test_every_table_is_protected_or_named_as_open():
    found = _asked(
        "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    expected = dict.fromkeys(TABLES["open"], False) | dict.fromkeys(TABLES["protected"], True)
    assert dict(found) == expected


def test_every_protected_table_says_who_reads_and_who_writes():
    found = _asked("SELECT tablename, cmd FROM pg_policies WHERE schemaname = 'public'")
    for table in TABLES["protected"]:
        commands = {command for name, command in found if name == table}
        assert commands == {"SELECT", "INSERT", "UPDATE", "DELETE"}, table


def test_without_a_viewer_there_are_no_rows(session, operator, superuser):
    with acting_as(NOBODY):
        for table in TABLES["protected"]:
            assert _asked(f"SELECT * FROM {table}") == [], table  # noqa: S608  # names of ours
    assert Session.objects.exists()


def test_without_a_viewer_nothing_is_written(session, district):
    with acting_as(NOBODY):
        assert Session.objects.update(number="YD-2611-9999") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            User.objects.create(username="smuggled", kind="CITIZEN", district=district)


def _sees(user: User) -> set[str]:
    """Return the sessions a query without any condition gives to ``user``."""
    with acting_as(viewer_from(user)):
        sessions = set(Session.objects.values_list("number", flat=True))
        written = set(Message.objects.values_list("session__number", flat=True))
    assert written == sessions
    return sessions


def test_everybody_sees_their_sessions_and_no_others(session, citizen, staff, roads, graph):
    stranger = people.citizen_make(roads.district)
    other = submit(stranger).session.number
    own = session.number
    elsewhere = people.operator_make(people.district_make(code="other", prefix="OT"))
    operator, superuser = people.operator_make(roads.district), people.superuser_make()

    seen = [_sees(user) for user in (citizen, stranger, staff, people.staff_make(roads))]
    above = [_sees(user) for user in (operator, elsewhere, superuser)]

    assert seen == [{own}, {other}, {own}, set()]
    assert above == [{own, other}, set(), {own, other}]


def test_quarantined_words_are_shown_to_citizen_and_superuser_only(
    citizen, water, operator, superuser, graph
):
    saved = submit(citizen)
    graph.answers.append(injection(saved.message.pk))
    jobs_run()
    number = {saved.session.number}
    users = (citizen, superuser, operator, people.staff_make(water))
    assert [_sees(user) for user in users] == [number, number, set(), set()]
    with acting_as(viewer_from(operator)):
        assert not InjectionLog.objects.exists()


def test_citizen_sees_neither_analysis_nor_audit_nor_other_citizens(session, citizen, district):
    people.citizen_make(district)
    with acting_as(viewer_from(citizen)):
        assert not AIAnalysis.objects.exists()
        assert not AuditEntry.objects.exists()
        assert list(User.objects.filter(kind="CITIZEN")) == [citizen]


def test_staff_see_only_citizens_with_a_matter_of_theirs(session, citizen, staff, district):
    people.citizen_make(district)
    with acting_as(viewer_from(staff)):
        assert list(User.objects.filter(kind="CITIZEN")) == [citizen]


def test_nobody_makes_themselves_more_than_they_are(citizen, staff):
    for user in (citizen, staff):
        with (
            acting_as(viewer_from(user)),
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            User.objects.filter(pk=user.pk).update(kind="SUPERUSER", is_superuser=True)


def test_citizen_cannot_write_into_the_session_of_another(session, district):
    stranger = people.citizen_make(district)
    with acting_as(viewer_from(stranger)):
        assert Session.objects.filter(pk=session.pk).update(version=F("version") + 1) == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Message.objects.create(
                session=session,
                district=district,
                sequence=9,
                sender_kind="STAFF",
                sender=stranger,
                text="x",
                state="ROUTED",
                channel="WEB",
            )


def test_audit_log_takes_no_change_from_the_application(session):
    for verb in ("UPDATE audit_auditentry SET action = 'X'", "DELETE FROM audit_auditentry"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            _asked(verb)


def test_viewer_ends_with_the_statement_outside_a_transaction():
    with _pooled() as pool, pool.connection() as raw:
        raw.autocommit = True
        with acting_as(SYSTEM):
            assert raw.execute("SELECT civic_viewer_kind()").fetchone() == ("SYSTEM",)
        with acting_as(NOBODY):
            assert raw.execute("SELECT civic_viewer_kind()").fetchone() == ("",)


def test_nobody_inside_a_transaction_inherits_nothing():
    with transaction.atomic(), acting_as(NOBODY):
        assert _asked("SELECT civic_viewer_kind()") == [("",)]


def test_viewer_that_is_no_identifier_is_refused():
    with acting_as(Viewer(kind="x'; --")), pytest.raises(ValueError, match="no kind"):
        _asked("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_200_interleaved_requests_over_one_pooled_connection_leak_nothing(
    session, citizen, district
):
    """Each request of one of eight people, half of them in a transaction, sees their own only."""
    own = {citizen.pk: {session.pk}}
    for _ in range(6):
        other = people.citizen_make(district)
        own[other.pk] = {submit(other).session.pk}
    viewers = [Viewer("CITIZEN", pk, district.pk) for pk in own] + [NOBODY]
    asked = [random.choice(viewers) for _ in range(REQUESTS)]  # noqa: S311  # not a secret
    leaks: list[object] = []
    barrier = Barrier(4)

    def requests(part: list[Viewer], pool: "ConnectionPool[psycopg.Connection]") -> None:
        barrier.wait()
        for number, viewer in enumerate(part):
            with acting_as(viewer), pool.connection() as raw:
                raw.autocommit = number % 2 == 0
                rows = raw.execute("SELECT uuid, pg_backend_pid() FROM conversations_session")
                if {row[0] for row in rows} != own.get(viewer.uuid or uuid.uuid4(), set()):
                    leaks.append(viewer)
                raw.commit()
                raw.autocommit = False

    with _pooled() as pool:
        threads = [Thread(target=requests, args=(asked[part::4], pool)) for part in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert leaks == []


def _pooled() -> "ConnectionPool[psycopg.Connection]":
    database = connection.settings_dict
    url = POSTGRES.url.rpartition("/")[0] + f"/{database['NAME']}"
    return ConnectionPool(
        url, min_size=1, max_size=1, open=True, kwargs={"cursor_factory": ViewerCursor}
    )


def test_models_of_people_are_all_ours_to_protect():
    known = set(TABLES["open"]) | set(TABLES["protected"])
    assert {model._meta.db_table for model in apps.get_models()} <= known  # noqa: SLF001  # Django's own way
