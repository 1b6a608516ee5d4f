"""Files from upload to download, over HTTP (P7, F17, S1, S17, S18)."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from moto.server import ThreadedMotoServer

from django_core.base.models import Job, JobState
from django_core.config.stores import bucket_store
from django_core.conversations.models import Message
from django_core.files.models import Attachment, FileState, HeldContent
from django_core.files.services import FILES_PER_MESSAGE_MAX, files_expire
from django_core.files.services.add import FILES_AN_HOUR_MAX
from django_core.files.transports import store
from tests.factories import people
from tests.factories.files import attachment_make, document, picture
from tests.factories.messages import TEXT, jobs_run, session_talking

FILES = "/api/v1/files"
BUCKET = "civic-files"


@pytest.fixture(params=["folder", "s3"])
def place(request, settings) -> Iterator[str]:
    """The two stores, which must behave alike (rule 21)."""
    if request.param == "s3":
        url = request.getfixturevalue("s3_server")
        keys = {"key_id": "key", "secret": "secret"}
        store = bucket_store(BUCKET, endpoint=url, region="us-east-1", **keys)
        settings.STORAGES = settings.STORAGES | {"files": store}
    yield request.param
    storages._storages.clear()  # noqa: SLF001  # settings of one test


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",  # noqa: S106  # of a fake
    )
    client.create_bucket(Bucket=BUCKET)
    client.close()
    yield url
    server.stop()


@pytest.fixture
def store_away(monkeypatch):
    def away(**_: object) -> None:
        code = "STORE_AWAY_TEST"
        raise store.StoreAway(code)

    monkeypatch.setattr(store, "store_write", away)


@pytest.fixture
def give(client_of):
    def run(user, content=None, *, name="yo‘l.png"):
        file = SimpleUploadedFile(name, content or picture(), content_type="text/html")
        return client_of(user).post(FILES, {"file": file}, format="multipart")

    return run


@pytest.fixture
def talking(citizen, water, staff):
    return session_talking(citizen, staff, water)


def _say(client, session, **body):
    body = {"text": "Вот фото.", **body}
    return client.post(f"/api/v1/sessions/{session.pk}/messages", body, format="json")


def test_file_of_a_first_message_reaches_its_department(place, give, citizen, client_of):
    given = give(citizen).json()
    assert (given["state"], given["name"], given["media_type"]) == (
        "PENDING",
        "yo‘l.png",
        "image/png",
    )
    body = {
        "text": TEXT,
        "file_uuids": [given["file_uuid"]],
        "place": {"latitude": 41.36, "longitude": 69.28},
    }
    client = client_of(citizen)
    saved = client.post("/api/v1/messages", body, format="json")
    assert saved.status_code == 201, saved.json()
    Job.objects.filter(kind="ROUTE").delete()
    jobs_run()

    (message,) = client.get(f"/api/v1/sessions/{saved.json()['session_uuid']}").json()["messages"]
    (file,) = message["files"]
    answer = client.get(file["path"])

    assert message["place"] == {"latitude": 41.36, "longitude": 69.28}
    assert file["state"] == "STORED"
    assert answer.status_code == 200
    assert answer.content.startswith(b"\x89PNG")
    assert not HeldContent.objects.exists()


def test_download_can_only_be_saved_and_does_nothing(give, citizen, talking, client_of):
    client = client_of(citizen)
    given = give(citizen, document(), name="отчёт.exe").json()["file_uuid"]
    _say(client, talking, file_uuids=[given])
    jobs_run()
    answer = client.get(f"/api/v1/sessions/{talking.pk}/files/{given}")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%D0%BE%D1%82%D1%87%D1%91%D1%82.pdf"
    )
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_staff_answer_with_a_file_and_no_words(give, citizen, staff, talking, client_of):
    given = give(staff).json()["file_uuid"]
    body = {"text": "", "file_uuids": [given]}
    path = f"/api/v1/sessions/{talking.pk}"
    assert client_of(staff).post(f"{path}/replies", body, format="json").status_code == 201
    jobs_run()
    assert client_of(citizen).get(f"{path}/files/{given}").status_code == 200


def test_file_of_an_internal_note_is_not_for_the_citizen(give, citizen, staff, talking, client_of):
    given = give(staff).json()["file_uuid"]
    path = f"/api/v1/sessions/{talking.pk}"
    body = {"text": "Смотри.", "file_uuids": [given]}
    assert client_of(staff).post(f"{path}/notes", body, format="json").status_code == 201
    jobs_run()
    assert client_of(staff).get(f"{path}/files/{given}").status_code == 200
    assert client_of(citizen).get(f"{path}/files/{given}").status_code == 404


def test_store_that_is_away_keeps_a_file_pending_and_no_link_is_given(
    give, citizen, talking, client_of, store_away
):
    client = client_of(citizen)
    given = give(citizen).json()["file_uuid"]
    assert _say(client, talking, file_uuids=[given]).status_code == 201
    jobs_run()
    shown = client.get(f"/api/v1/sessions/{talking.pk}").json()["messages"][-1]["files"][0]
    refused = client.get(f"/api/v1/sessions/{talking.pk}/files/{given}")
    assert (shown["state"], shown["path"]) == ("PENDING", None)
    assert (refused.status_code, refused.json()["code"]) == (503, "FILE_PENDING")
    assert HeldContent.objects.filter(pk=given).exists()


def test_file_whose_job_was_given_up_is_stored_once_the_store_is_back(
    give, citizen, talking, client_of, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(store, "store_write", _broken)
        given = give(citizen).json()["file_uuid"]
        jobs_run()
    Job.objects.filter(kind="STORE_FILE").update(
        state=JobState.DEAD, lease_until=None, ended_at=F("created_at")
    )
    Attachment.objects.update(created_at=F("created_at") - timedelta(minutes=6))
    files_expire()
    jobs_run()
    assert Attachment.objects.get(pk=given).state == FileState.STORED


def _broken(**_: object) -> None:
    raise store.StoreAway("STORE_AWAY_TEST")


def test_file_that_nobody_sends_is_forgotten_after_a_day(place, citizen, talking):
    sent, unsent = attachment_make(citizen), attachment_make(citizen)
    Attachment.objects.filter(pk=sent.pk).update(message=Message.objects.first())
    Attachment.objects.update(created_at=F("created_at") - timedelta(hours=25))
    assert files_expire() == 1
    assert list(Attachment.objects.values_list("pk", flat=True)) == [sent.pk]
    assert store.store_read(sent.key)
    with pytest.raises(store.ContentMissing):
        store.store_read(unsent.key)


def test_file_can_be_taken_back_until_it_is_sent(give, citizen, talking, client_of):
    client = client_of(citizen)
    first, second = (give(citizen).json()["file_uuid"] for _ in range(2))
    assert client.delete(f"{FILES}/{first}").status_code == 204
    assert _say(client, talking, file_uuids=[second]).status_code == 201
    assert client.delete(f"{FILES}/{second}").status_code == 404
    assert _say(client, talking, file_uuids=[first]).json()["code"] == "FILE_UNKNOWN"


def test_file_of_another_cannot_be_sent_and_is_sent_once(give, citizen, talking, client_of):
    stranger = people.citizen_make(talking.district)
    theirs, mine = give(stranger).json()["file_uuid"], give(citizen).json()["file_uuid"]
    client = client_of(citizen)
    codes = [
        _say(client, talking, file_uuids=file_uuids).json().get("code")
        for file_uuids in ([theirs], [str(uuid.uuid4())], [mine], [mine])
    ]
    assert codes == ["FILE_UNKNOWN", "FILE_UNKNOWN", None, "FILE_UNKNOWN"]
    assert Message.objects.filter(text="Вот фото.").count() == 1


def test_message_takes_five_files_and_an_hour_forty(give, citizen, talking, client_of):
    uuids = [give(citizen).json()["file_uuid"] for _ in range(FILES_PER_MESSAGE_MAX + 1)]
    assert _say(client_of(citizen), talking, file_uuids=uuids).status_code == 422
    some = Attachment.objects.first()
    Attachment.objects.bulk_create(
        Attachment(
            district=some.district,
            uploader=citizen,
            name="a.png",
            media_type="image/png",
            size_bytes=1,
        )
        for _ in range(FILES_AN_HOUR_MAX)
    )
    refused = give(citizen)
    assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_FILES")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<svg/>", 422, "FILE_TYPE_REFUSED"),
        (picture() + b"\x00" * (10 * 1024 * 1024), 422, "FILE_TOO_LARGE"),
        (b"\x00" * (11 * 1024 * 1024), 413, "BODY_TOO_LARGE"),
    ],
    ids=["svg", "over 10 MB", "over 11 MB"],
)
def test_what_is_no_file_of_ours_is_refused_with_a_code(give, citizen, content, status, code):
    answer = give(citizen, content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_form_without_a_file_or_with_a_thousand_is_refused(citizen, client_of):
    client = client_of(citizen)
    many = {f"f{number}": SimpleUploadedFile("a.png", b"x") for number in range(200)}
    assert client.post(FILES, {"file": "text"}, format="multipart").status_code == 422
    assert client.post(FILES, many, format="multipart").status_code == 400


@pytest.mark.parametrize(
    "place_given",
    [
        {"latitude": 91, "longitude": 0},
        {"latitude": 1},
        {"latitude": "NaN", "longitude": 1},
        {"latitude": "Infinity", "longitude": 1},
    ],
)
def test_place_that_is_not_on_earth_is_refused(citizen, client_of, place_given):
    body = {"text": TEXT, "place": place_given}
    assert client_of(citizen).post("/api/v1/messages", body, format="json").status_code == 422


def test_keys_of_the_store_name_nobody_and_are_never_shown(place, give, citizen, client_of):
    shown = give(citizen).json()
    attachment = Attachment.objects.get()
    assert set(shown) == {
        "file_uuid", "name", "media_type", "size_bytes", "width", "height", "state"
    }  # fmt: skip
    assert attachment.key == f"{attachment.pk.hex[:2]}/{attachment.pk}"
