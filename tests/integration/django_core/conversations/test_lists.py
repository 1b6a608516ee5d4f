"""Lists ask the database as often for 1,000 rows as for 10, and pages are capped (S33)."""

import itertools
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_core.accounts.models import User, UserKind
from django_core.conversations.lifecycle import MessageState, SenderKind, SessionStatus
from django_core.conversations.models import CannedReply, Message, Session
from django_core.notifications.models import Delivery
from django_core.routing.models import AIAnalysis, InjectionLog, PipelineAttempt
from tests.factories.messages import TEXT

AT = datetime(2026, 11, 1, tzinfo=UTC)
_numbers = itertools.count(1)
PATHS = {
    "sessions": ("staff", "/api/v1/sessions"),
    "search": ("operator", "/api/v1/sessions?words=труб&status=WAITING"),
    "department queue": ("staff", "/api/v1/departments/water_sewer/queue"),
    "operator queue": ("operator", "/api/v1/operator-queue"),
    "quarantine": ("superuser", "/api/v1/quarantine"),
    "notices": ("staff", "/api/v1/notices"),
    "canned replies": ("staff", "/api/v1/departments/water_sewer/canned-replies"),
    "departments": ("staff", "/api/v1/departments"),
    "unread": ("staff", "/api/v1/unread"),
    "people": ("superuser", "/api/v1/people?kind=CITIZEN"),
    "corrections": ("operator", "/api/v1/corrections"),
    "statistics": ("operator", "/api/v1/statistics"),
    "pipeline health": ("operator", "/api/v1/pipeline-health"),
}


@pytest.fixture
def grow(district, water, staff):
    """Make so many sessions of each kind of list, with all that hangs on them."""

    def run(count, *, status):
        department = water if status == SessionStatus.WAITING else None
        numbers = list(itertools.islice(_numbers, count))
        people = User.objects.bulk_create(
            User(username=f"many{number}", kind=UserKind.CITIZEN, district=district)
            for number in numbers
        )
        sessions = Session.objects.bulk_create(
            Session(
                number=f"YD-2611-{number:04d}",
                district=district,
                citizen=citizen,
                channel="WEB",
                status=status,
                assigned_department=department,
                routed_at=AT,
                legal_deadline_at=AT,
                last_sequence=1,
            )
            for number, citizen in zip(numbers, people, strict=True)
        )
        messages = Message.objects.bulk_create(
            Message(
                session=session,
                district=district,
                sequence=1,
                sender_kind=SenderKind.CITIZEN,
                sender=session.citizen,
                text=TEXT,
                state=MessageState.ROUTED,
                channel="WEB",
            )
            for session in sessions
        )
        _runs(messages)
        Delivery.objects.bulk_create(
            Delivery(message=message, district=district, kind="SESSION_ROUTED", recipient=staff)
            for message in messages
        )
        CannedReply.objects.bulk_create(
            CannedReply(
                district=district,
                department=water,
                language="ru",
                title=f"{number}",
                text="x",
                author=staff,
            )
            for number in numbers
        )

    return run


def _runs(messages):
    """Let each message have been analysed and set aside once."""
    about = [{"district": one.district, "session": one.session, "message": one} for one in messages]
    attempts = PipelineAttempt.objects.bulk_create(
        PipelineAttempt(**one, job_uuid=one["message"].pk, attempt=1, fence=1) for one in about
    )
    AIAnalysis.objects.bulk_create(
        AIAnalysis(
            **one,
            attempt=attempt,
            kind="UNSURE",
            model_asked="m",
            candidates=[
                {"department_id": str(attempt.pk), "code": "a", "name": "a", "similarity": 0.5}
            ],
        )
        for one, attempt in zip(about, attempts, strict=True)
    )
    InjectionLog.objects.bulk_create(
        InjectionLog(**one, citizen=one["session"].citizen, attempt=attempt, risk_score=0.9)
        for one, attempt in zip(about, attempts, strict=True)
    )


def _queries(client, path):
    client.get(path)  # What is asked once a minute, such as when somebody was last seen.
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path, {"page_size": 100} if "?" not in path else None)
    assert answer.status_code == 200
    return len(seen), answer.json()


def test_every_list_asks_as_often_for_a_thousand_rows_as_for_ten(
    grow, staff, operator, superuser, client_of
):
    actors = {"staff": staff, "operator": operator, "superuser": superuser}
    clients = {name: client_of(actor) for name, actor in actors.items()}
    counts = []
    for total in (10, 990):
        for status in (SessionStatus.WAITING, SessionStatus.NEEDS_OPERATOR):
            grow(total, status=status)
        counts.append(
            {name: _queries(clients[actor], path)[0] for name, (actor, path) in PATHS.items()}
        )
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 12


def test_page_never_holds_more_than_a_hundred_rows(grow, staff, client_of):
    grow(120, status=SessionStatus.WAITING)
    client = client_of(staff)
    for path in ("/api/v1/sessions", "/api/v1/departments/water_sewer/queue", "/api/v1/notices"):
        page = client.get(path, {"page_size": 100_000}).json()
        assert (page["count"], len(page["results"])) == (120, 100)
