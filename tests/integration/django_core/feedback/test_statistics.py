"""The figures of a period: what they count, for whom, and at which price (P33, P38, S32, X1)."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_core.conversations.lifecycle import CloseReason, MessageState, SenderKind, SessionStatus
from django_core.conversations.models import Message, Rating, Session
from django_core.feedback.models import Confirmation, Correction
from django_core.feedback.selectors.tables import cell_safe
from django_core.routing.models import AIAnalysis, InjectionLog, OutcomeKind, PipelineAttempt
from tests.factories import people
from tests.factories.messages import TEXT

PATH = "/api/v1/statistics"
NOON = datetime(2026, 11, 10, 7, tzinfo=UTC)
PERIOD = {"since": "2026-11-01", "until": "2026-11-30"}
HOUR = timedelta(hours=1)


@pytest.fixture
def case(district, staff):
    """Make a closed session: chosen by the pipeline, verified, answered, rated."""
    numbers = iter(range(1, 10_000))

    def run(  # noqa: PLR0913  # a session has many sides
        chosen, right=None, *, channel="WEB", language="ru", confidence=0.9, reply_h=1, at=NOON
    ):
        number = next(numbers)
        session = Session.objects.create(
            number=f"YD-2611-{number:04d}",
            district=district,
            citizen=people.citizen_make(district),
            channel=channel,
            status=SessionStatus.CLOSED,
            assigned_department=right or chosen,
            opened_at=at,
            routed_at=at + HOUR,
            first_routed_at=at + timedelta(seconds=4),
            first_staff_message_at=at + reply_h * HOUR,
            closed_at=at + 48 * HOUR,
            close_reason=CloseReason.IDLE if number % 2 else CloseReason.ENDED,
            legal_deadline_at=at,
        )
        message = Message.objects.create(
            session=session,
            district=district,
            sequence=1,
            sender_kind=SenderKind.CITIZEN,
            sender=session.citizen,
            text=TEXT,
            state=MessageState.ROUTED,
            channel=channel,
            language=language,
        )
        fields = {"district": district, "session": session, "message": message}
        attempt = PipelineAttempt.objects.create(
            **fields,
            job_uuid=session.pk,
            attempt=1,
            fence=1,
            started_at=at,
            timings=[
                {"stage": "search", "queue_wait_s": 0.5, "batch_wait_s": 0, "service_s": number}
            ],
        )
        AIAnalysis.objects.create(
            **fields,
            attempt=attempt,
            kind=OutcomeKind.ROUTED if chosen else OutcomeKind.UNSURE,
            department=chosen,
            confidence=confidence,
            model_asked="m",
        )
        if chosen and right and chosen != right:
            Correction.objects.create(
                **fields,
                lesson_uuid=session.pk,
                previous_department=chosen,
                right_department=right,
                author=staff,
                reason="=cmd()",
            )
        elif chosen:
            Confirmation.objects.create(**fields, department=chosen, author=staff)
        Rating.objects.create(
            session=session, district=district, citizen=session.citizen, stars=4 + number % 2
        )
        return session

    return run


@pytest.fixture
def month(case, water, roads):
    """Three rightly to water, one wrongly, one to the operators; four are Russian on the web."""
    case(water)
    case(water, reply_h=2)
    case(water, reply_h=30)
    case(water, roads, confidence=0.6)
    case(
        None, roads, channel="TELEGRAM", language="uz", confidence=0.2, at=NOON + timedelta(days=3)
    )


@pytest.fixture
def figures(client_of):
    def run(viewer, **narrowed):
        answer = client_of(viewer).get(PATH, {**PERIOD, **narrowed})
        assert answer.status_code == 200, answer.json()
        return answer.json()

    return run


def _by_key(rows):
    return {row["key"]: row for row in rows}


def test_service_is_counted_and_timed(month, operator, figures):
    (total,) = figures(operator)["service"]["total"]
    assert (total["sessions"], total["closed"], total["overdue"]) == (5, 5, 1)
    assert (total["auto_closed"], total["auto_closed_share"]) == (3, 0.6)
    assert (total["route_p50_s"], total["close_p50_s"]) == (4, 48 * 3600)
    assert (total["reply_p50_s"], total["rating"]) == (3600, 4.6)
    assert total["reply_p90_s"] == pytest.approx(18.8 * 3600)


def test_groups_are_days_departments_channels_and_languages(month, operator, figures):
    groups = figures(operator)["service"]
    counts = {name: {row["key"]: row["sessions"] for row in rows} for name, rows in groups.items()}
    assert counts == {
        "total": {"": 5},
        "day": {"2026-11-10": 4, "2026-11-13": 1},
        "department": {"water_sewer": 3, "roads": 2},
        "channel": {"WEB": 4, "TELEGRAM": 1},
        "language": {"ru": 4, "uz": 1},
    }


def test_correction_counts_against_the_department_that_was_chosen(month, operator, figures):
    routing = figures(operator)["routing"]
    (total,) = routing["total"]
    assert (total["analysed"], total["abstain_share"]) == (5, 0.2)
    assert (total["verified"], total["override_share"], total["accuracy"]) == (4, 0.25, 0.75)
    assert _by_key(routing["department"])["water_sewer"]["corrected"] == 1
    assert figures(operator)["confusion"] == [
        {"chosen": "water_sewer", "right": "water_sewer", "count": 3},
        {"chosen": "water_sewer", "right": "roads", "count": 1},
    ]


def test_correction_that_was_undone_counts_no_more(month, operator, staff, figures):
    Correction.objects.update(undone_at=NOON, undone_by=staff)
    (total,) = figures(operator)["routing"]["total"]
    assert (total["verified"], total["corrected"]) == (3, 0)


def test_calibration_is_how_far_confidence_and_accuracy_are_apart(month, operator, figures):
    found = figures(operator)
    assert found["calibration"] == [
        {"bin": 6, "count": 1, "confidence": 0.6, "accuracy": 0},
        {"bin": 9, "count": 3, "confidence": pytest.approx(0.9), "accuracy": 1},
    ]
    assert found["calibration_error"] == pytest.approx((0.6 + 3 * 0.1) / 4)


def test_stages_are_told_from_the_stored_traces(month, operator, figures):
    (stage,) = figures(operator)["stages"]
    assert (stage["stage"], stage["count"], stage["p50_s"]) == ("search", 5, 3)
    assert stage["wait_p95_s"] == 0.5


def test_figures_are_narrowed_by_what_is_asked(month, operator, figures):
    def sessions(**narrowed):
        return figures(operator, **narrowed)["service"]["total"][0]["sessions"]

    assert sessions(channel="TELEGRAM") == 1
    assert sessions(language="ru", department="roads") == 1
    assert sessions(since="2026-11-12") == 1
    assert sessions(department="none") == 0


def test_day_begins_where_the_district_is(case, water, operator, figures):
    case(water, at=datetime(2026, 11, 9, 19, 30, tzinfo=UTC))
    (day,) = figures(operator)["service"]["day"]
    assert day["key"] == "2026-11-10"


def test_injections_are_a_share_of_all(case, water, operator, figures):
    session = case(water)
    for _ in range(3):
        case(water)
    InjectionLog.objects.create(
        district=session.district,
        session=session,
        message=session.messages.get(),
        citizen=session.citizen,
        attempt=session.attempts.get(),
        risk_score=0.9,
    )
    (total,) = figures(operator)["service"]["total"]
    assert (total["injections"], total["injection_share"]) == (1, 0.25)


def test_staff_see_their_departments_operators_their_district_superusers_all(
    month, staff, roads, superuser, figures
):
    elsewhere = people.operator_make(people.district_make(code="other", prefix="OT"))
    viewers = (staff, people.staff_make(roads), elsewhere, superuser)
    counts = [figures(viewer)["service"]["total"][0]["sessions"] for viewer in viewers]
    assert counts == [3, 2, 0, 5]
    assert figures(staff)["routing"]["total"][0]["corrected"] == 1
    assert figures(superuser, district="other")["service"]["total"][0]["sessions"] == 0
    assert figures(staff, department="roads")["service"]["total"][0]["sessions"] == 0


def test_rows_do_not_make_more_queries(case, water, operator, client_of):
    counts, client = [], client_of(operator)
    for number in (1, 12):
        for _ in range(number):
            case(water)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PATH, PERIOD).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(
    "period",
    [{"since": "2026-11-02", "until": "2026-11-01"}, {"since": "2020-01-01"}, {"since": "x"}],
)
def test_period_that_cannot_be_is_refused(period, operator, client_of):
    assert client_of(operator).get(PATH, {**PERIOD, **period}).status_code == 422


def test_every_table_can_be_had_for_a_spreadsheet(month, operator, client_of):
    client = client_of(operator)

    def table(name):
        answer = client.get(f"{PATH}/export", {**PERIOD, "table": name})
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
        return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))

    assert [row["key"] for row in table("service_department")] == ["water_sewer", "roads"]
    assert [row["abstained"] for row in table("routing_channel")] == ["1", "0"]
    assert table("confusion")[1] == {"chosen": "water_sewer", "right": "roads", "count": "1"}
    assert [row["bin"] for row in table("calibration")] == ["6", "9"]
    assert table("stages")[0]["stage"] == "search"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_cell_of_a_spreadsheet_is_never_a_formula(text):
    assert cell_safe(text) == "'" + text
    assert (cell_safe(-1.5), cell_safe("roads"), cell_safe(None)) == (-1.5, "roads", "")


def test_labels_are_metrics(month, client):
    body = client.get("/metrics").content.decode()
    labels = 'department="water_sewer",district="yunusobod",language=""'
    assert f'civic_routing_labels{{{labels},verdict="right"}} 3.0' in body
    assert f'civic_routing_labels{{{labels},verdict="wrong"}} 1.0' in body
    (line,) = [line for line in body.splitlines() if line.startswith("civic_routing_confidence{")]
    assert float(line.rpartition(" ")[2]) == pytest.approx((3 * 0.9 + 0.6) / 4)
