"""Messages of a session are seen in order and without a gap by whoever polls (F16, G4)."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from django_core.conversations.models import Message
from django_core.conversations.services import (
    Seen,
    Submission,
    Words,
    message_follow_up,
    session_reply,
)
from tests.factories.messages import session_talking

WRITERS = 6
EACH = 8


def _write(session, *, citizen, staff, number):
    """Let two people say things in turns."""
    try:
        for turn in range(EACH):
            text = f"{number}-{turn}"
            if (number + turn) % 2:
                words = Submission(text, "WEB")
                message_follow_up(citizen, session_uuid=session.pk, submission=words)
            else:
                session_reply(staff, seen=Seen(session.pk), words=Words(text))
    finally:
        connection.close()


def _poll(client, session, *, stop, polled):
    """Ask every 50 ms for what came after the last one seen."""
    try:
        is_last = False
        while not is_last:
            is_last = stop.is_set()
            path = f"/api/v1/sessions/{session.pk}/messages?after_seq={polled[-1]}"
            polled.extend(row["sequence"] for row in client.get(path).json()["results"])
            time.sleep(0.05)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_poller_sees_every_message_in_order_while_many_write(citizen, staff, water, client_of):
    session = session_talking(citizen, staff, water)
    polled, stop = [2], threading.Event()
    asks = {"stop": stop, "polled": polled}
    poller = threading.Thread(target=_poll, args=(client_of(citizen), session), kwargs=asks)
    poller.start()
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [
            pool.submit(_write, session, citizen=citizen, staff=staff, number=number)
            for number in range(WRITERS)
        ]
    stop.set()
    poller.join()

    assert all(writer.result() is None for writer in writers)
    last = 2 + WRITERS * EACH
    assert polled == list(range(2, last + 1))
    stored = Message.objects.filter(session=session).order_by("sequence")
    assert list(stored.values_list("sequence", flat=True)) == list(range(1, last + 1))


@pytest.mark.django_db(transaction=True)
def test_message_that_began_first_is_seen_first_however_late_it_commits(
    citizen, staff, water, client_of
):
    """The second writer waits at the session's row, so that no number is ever skipped (F16)."""
    session, client = session_talking(citizen, staff, water), client_of(citizen)
    path = f"/api/v1/sessions/{session.pk}/messages?after_seq=2"
    is_written, may_commit = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with transaction.atomic():
                session_reply(staff, seen=Seen(session.pk), words=Words("first"))
                is_written.set()
                may_commit.wait(10)
        finally:
            connection.close()

    def write():
        try:
            words = Submission("second", "WEB")
            message_follow_up(citizen, session_uuid=session.pk, submission=words)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        writers = [pool.submit(write_slowly)]
        assert is_written.wait(10)
        writers.append(pool.submit(write))
        for _ in range(6):
            assert client.get(path).json()["results"] == []
            time.sleep(0.05)
        may_commit.set()
        assert [writer.result() for writer in writers] == [None, None]
    seen = [(row["sequence"], row["text"]) for row in client.get(path).json()["results"]]
    assert seen == [(3, "first"), (4, "second")]
