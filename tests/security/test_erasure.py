"""Who is erased is nowhere: not in Postgres, the store of files, Redis or the index (S29)."""

import json

import pytest
import redis
from django.db import connection

from django_core.accounts.models import User
from django_core.base.models import Job, JobState
from django_core.conversations.models import Message, Objection, Rating, Session
from django_core.feedback.models import Correction
from django_core.feedback.services import CorrectionAsked, session_correct
from django_core.files.models import Attachment
from django_core.files.transports import store
from django_core.notifications.models import Delivery, InboxEntry
from django_core.routing.models import AIAnalysis
from tests.factories import people
from tests.factories.files import attachment_make
from tests.factories.messages import TEXT, job_of, jobs_run, routed, session_talking, submit

CANARY = "kanareyka7731"
PHONE = "+998907731773"


@pytest.fixture
def known(citizen) -> User:
    User.objects.filter(pk=citizen.pk).update(phone=PHONE, name=f"Canary {CANARY}")
    return User.objects.get(pk=citizen.pk)


@pytest.fixture
def life(known, water, roads, staff, graph, client_of) -> Attachment:
    """All that a citizen can leave behind: words, a file, answers, a lesson, an opinion."""
    saved = submit(known, f"{TEXT} {CANARY}")
    graph.answers.append(routed(saved.message.pk, roads))
    jobs_run()
    AIAnalysis.objects.update(reason=f"because {CANARY}")
    asked = CorrectionAsked(department=water.code, reason=f"{CANARY} lives there")
    worker = staff_of(roads)
    client_of(worker).post(f"/api/v1/sessions/{saved.session.pk}/pick", {}, format="json")
    session_correct(worker, session_uuid=saved.session.pk, asked=asked)
    path = f"/api/v1/sessions/{saved.session.pk}"
    said = {"text": f"Dear {CANARY}"}
    for action, body in (("pick", {}), ("confirmations", {}), ("replies", said)):
        assert client_of(staff).post(f"{path}/{action}", body, format="json").status_code < 300
    file = attachment_make(known, name=f"{CANARY}.png")
    body = {"text": f"photo {CANARY}", "file_uuids": [str(file.pk)]}
    assert client_of(known).post(f"{path}/messages", body, format="json").status_code == 201
    client_of(known).post(f"{path}/objections", {"reason": CANARY}, format="json")
    InboxEntry.objects.create(delivery=Delivery.objects.first(), text=CANARY)
    client_of(staff).post(f"{path}/end", {}, format="json")
    body = {"stars": 5, "comment": CANARY}
    assert client_of(known).post(f"{path}/rating", body, format="json").status_code == 201
    jobs_run()
    return file


def staff_of(department) -> User:
    return people.staff_make(department)


def _erase(client, user):
    answer = client.post(f"/api/v1/people/{user.pk}/erase")
    for _ in range(2):  # The second time what the first has asked for.
        jobs_run()
    return answer


def _everything() -> str:
    """All rows of all tables, whatever they are for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'm') AND"
                       " relnamespace = 'public'::regnamespace")  # fmt: skip
        tables = [row[0] for row in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  # names of ours
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_nothing_of_an_erased_citizen_is_left(life, known, superuser, graph, client_of, settings):
    assert CANARY in _everything()
    assert _erase(client_of(superuser), known).status_code == 202

    left = _everything()
    assert CANARY not in left
    assert PHONE not in left
    with pytest.raises(store.ContentMissing):
        store.store_read(life.key)
    taught = [call.body for call in graph.calls if call.path.endswith("/learn")]
    assert taught[0]["text"].endswith(CANARY)
    assert taught[-1]["removed"] is True
    assert CANARY not in json.dumps(taught[-1])
    assert Correction.objects.get().teach_state == "REMOVED"


def test_what_was_counted_stays(life, known, superuser, client_of):
    counts = [model.objects.count() for model in (Session, Message, Rating, Objection, Correction)]
    _erase(client_of(superuser), known)
    after = [model.objects.count() for model in (Session, Message, Rating, Objection, Correction)]
    assert after == counts
    assert Rating.objects.get().stars == 5


def test_redis_knows_nothing_of_what_people_write(life, valkey_server, settings):
    server = redis.Redis.from_url(settings.REDIS_URL)
    kept = b" ".join(bytes(key) + (server.dump(key) or b"") for key in server.scan_iter())
    server.close()
    assert CANARY.encode() not in kept
    assert PHONE.encode() not in kept


def test_store_that_is_away_makes_the_job_come_again(
    life, known, superuser, client_of, monkeypatch
):
    def away(_key: str) -> None:
        code = "STORE_AWAY_TEST"
        raise store.StoreAway(code)

    with monkeypatch.context() as patch:
        patch.setattr(store, "store_delete", away)
        _erase(client_of(superuser), known)
    assert job_of(known, kind="ERASE").state == JobState.QUEUED
    jobs_run()
    assert CANARY not in _everything()


def test_erased_twice_is_erased_once(life, known, superuser, client_of):
    client = client_of(superuser)
    statuses = [_erase(client, known).status_code for _ in range(2)]
    assert statuses == [202, 202]
    assert set(Job.objects.filter(kind="ERASE").values_list("state", flat=True)) == {JobState.DONE}


def test_open_session_is_closed_and_cookie_is_worth_nothing(
    citizen, staff, water, superuser, client_of
):
    session = session_talking(citizen, staff, water)
    client = client_of(citizen)
    _erase(client_of(superuser), citizen)
    assert client.get("/api/v1/auth/me").status_code == 401
    assert Session.objects.get(pk=session.pk).status == "CLOSED"


def test_what_must_be_kept_is_kept(life, known, staff, superuser, client_of):
    client = client_of(superuser)
    body = {"is_on_legal_hold": True}
    client.put(f"/api/v1/people/{known.pk}/legal-hold", body, format="json")
    held, official = _erase(client, known), _erase(client, staff)
    assert (held.status_code, held.json()["code"]) == (409, "LEGAL_HOLD")
    assert (official.status_code, official.json()["code"]) == (409, "NOT_A_CITIZEN")
    assert CANARY in _everything()
