"""Processes whose clocks are a day wrong close, warn and escalate nothing early or late (F11)."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from django_core.conversations.lifecycle import Notice, SessionStatus
from django_core.conversations.models import Message, Session
from django_core.conversations.services import Seen, session_hold
from k8s.devstack.settings import ROOT
from tests.factories import people
from tests.factories.messages import clock_move, session_talking, session_waiting
from tests.fakes.clocks import skewed

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SKEWS = {"+25h": 90_000, "-25h": -90_000}
# Looks, and says by how many seconds the clock of the process was wrong.
LOOK = """
import django, json, sys, time
django.setup()
from django_core.base.clock import database_now
from django_core.base.rights import system_acts
from django_core.conversations.tasks import session_clocks_look
with system_acts():
    session_clocks_look()
    json.dump(time.time() - database_now().timestamp(), sys.stdout)
"""


def _look(database: dict[str, str], skew: str) -> float:
    """Let a process with a wrong clock look; returns by how many seconds it was wrong."""
    address = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@{address}"
    told = {"DJANGO_SETTINGS_MODULE": "django_core.config.settings", "CIVIC_DATABASE_URL": url}
    done = subprocess.run(  # noqa: S603  # our own argument list, no shell
        [sys.executable, "-c", LOOK],
        env=dict(os.environ) | told | skewed(skew),  # noqa: TID251  # a child inherits it
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return float(json.loads(done.stdout))


def _looks() -> None:
    """Let both processes look side by side."""
    database = connection.settings_dict
    with ThreadPoolExecutor() as pool:
        found = pool.map(_look, [database] * len(SKEWS), SKEWS)
        assert list(found) == pytest.approx(list(SKEWS.values()), abs=30)


@pytest.fixture
def sessions(district, water, staff) -> dict[str, Session]:
    """Sessions a little before and a little after each of their times."""

    def talking(back, **more):
        session = session_talking(people.citizen_make(district), staff, water)
        if more.pop("is_held", False):
            session_hold(staff, seen=Seen(session.pk))
        clock_move(session, back=back)
        Session.objects.filter(pk=session.pk).update(**more)
        return session

    def waiting(back):
        session = session_waiting(people.citizen_make(district), water)
        clock_move(session, back=back)
        return session

    warned = {"close_warned_at": Now() - 2 * HOUR}
    return {
        "open": talking(24 * HOUR - 5 * MINUTE, **warned),
        "CLOSED": talking(24 * HOUR, **warned),
        "held open": talking(48 * HOUR - 5 * MINUTE, is_held=True, **warned),
        "held CLOSED": talking(48 * HOUR, is_held=True, **warned),
        "unwarned": talking(22 * HOUR - 5 * MINUTE),
        "WARNED": talking(22 * HOUR),
        "unanswered": waiting(24 * HOUR - 5 * MINUTE),
        "ESCALATED": waiting(24 * HOUR),
    }


@pytest.mark.django_db(transaction=True)
def test_clocks_that_are_a_day_wrong_decide_nothing(sessions):
    _looks()
    names = {session.pk: name for name, session in sessions.items()}
    rows = Session.objects.filter(pk__in=names)
    closed = rows.filter(status=SessionStatus.CLOSED).values_list("pk", flat=True)
    escalated = rows.filter(escalated_at__isnull=False).values_list("pk", flat=True)
    notices = Message.objects.filter(notice=Notice.CLOSE_WARNING)
    warned = notices.values_list("session", flat=True)
    assert {names[pk] for pk in closed} == {"CLOSED", "held CLOSED"}
    assert [names[pk] for pk in escalated] == ["ESCALATED"]
    assert [names[pk] for pk in warned] == ["WARNED"]
    assert not rows.filter(closed_at__lt=F("opened_at")).exists()
