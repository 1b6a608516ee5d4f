"""Deliveries are sent at most once, in order, and end in a known state (G5, F15)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from django_core.accounts.models import User
from django_core.accounts.transports import sms_port
from django_core.conversations.services import Submission, message_follow_up
from django_core.notifications.models import Delivery, InboxEntry, SwitchedOff, Transport
from django_core.notifications.services import deliveries_create, recipient_wrote, sender_round
from django_core.notifications.services.send import (
    SenderRound,
    deliveries_claim,
    delivery_send,
    round_run,
)
from django_core.notifications.transports import (
    Note,
    OutcomeUnknown,
    RecipientBlocked,
    TransportFailed,
    port_register,
)
from django_core.notifications.transports.telegram import TelegramAdapter
from tests.factories import people
from tests.factories.messages import session_talking, session_waiting


def _nothing(_note: Note) -> None:
    """Let it be sent."""


@dataclass
class OutsideService:
    """An adapter as the bot will have one; it keeps what it was asked to send."""

    before: Callable[[Note], None] = _nothing
    sent: list[Note] = field(default_factory=list)

    def can_reach(self, _note: Note) -> bool:
        return True

    def send(self, note: Note) -> str:
        self.before(note)
        self.sent.append(note)
        return f"outside-{len(self.sent)}"


@pytest.fixture
def telegram(settings):
    settings.NOTIFY_BY = ["TELEGRAM", "WEB"]
    service = OutsideService()
    port_register(Transport.TELEGRAM, service)
    yield service
    port_register(Transport.TELEGRAM, TelegramAdapter())


@pytest.fixture
def talking(citizen, staff, water):
    session = session_talking(citizen, staff, water)
    Delivery.objects.exclude(recipient=citizen).delete()
    return session


def _row() -> Delivery:
    return Delivery.objects.get()


def _fail_once(error):
    errors = [error]

    def before(_note):
        if errors:
            raise errors.pop()

    return before


def test_delivery_goes_by_the_first_way_that_reaches_the_person(talking, telegram):
    assert sender_round() == 1
    row = _row()
    assert (row.state, row.transport, row.external_id) == ("SENT", "TELEGRAM", "outside-1")
    assert telegram.sent[0].text == f"{talking.number}: Мы выехали."
    assert sender_round() == 0


def test_without_an_adapter_the_web_is_told(talking):
    sender_round()
    assert (_row().state, _row().transport) == ("SENT", "WEB")


def test_offline_keeps_everything_in_the_inbox(talking, settings):
    settings.NOTIFY_BY = ["OFFLINE"]
    sender_round()
    assert InboxEntry.objects.get().text == f"{talking.number}: Мы выехали."


def test_nobody_to_reach_is_said_so(talking, settings):
    settings.NOTIFY_BY = ["SMS"]
    sender_round()
    assert (_row().state, _row().error_code) == ("SKIPPED", "UNREACHABLE")


def test_phone_is_told_by_the_gateway_that_sends_codes(talking, citizen, settings):
    settings.NOTIFY_BY, settings.SMS_TRANSPORT = ["SMS"], "offline"
    sms_port.cache_clear()
    User.objects.filter(pk=citizen.pk).update(phone="+998901234567")
    sender_round()
    assert (_row().state, _row().transport) == ("SENT", "SMS")


def test_same_notice_for_the_same_person_is_one_row(talking, citizen):
    row = _row()
    for _ in range(3):
        deliveries_create(
            message_uuid=row.message_id,
            district_uuid=row.district_id,
            kind=row.kind,
            recipient_uuids=[citizen.pk],
        )
    assert Delivery.objects.count() == 1


def _die_while_sending(telegram) -> None:
    """Let the sender be killed after the service took the text; its lease runs out."""

    class Killed(BaseException):
        """The process is gone: nothing after the call runs."""

    def die(note):
        telegram.sent.append(note)
        raise Killed

    telegram.before = die
    with pytest.raises(Killed):
        sender_round()
    telegram.before = _nothing
    assert sender_round() == 0  # Its lease still runs.
    Delivery.objects.update(lease_until=Now() - timedelta(seconds=1))


def test_notice_is_unknown_when_its_sender_died_between_sending_and_noting_it(
    citizen, water, staff, telegram
):
    session_waiting(citizen, water)
    _die_while_sending(telegram)
    assert sender_round() == 0
    row = _row()
    assert (row.state, row.error_code, len(telegram.sent)) == ("UNKNOWN", "LEASE_LOST", 1)


def test_answer_of_staff_is_sent_once_more_when_its_sender_died(talking, telegram):
    _die_while_sending(telegram)
    assert sender_round() == 1
    assert [note.is_repeated for note in telegram.sent] == [False, True]
    assert (_row().state, _row().unknown_at is not None) == ("SENT", True)


def test_answer_of_staff_is_not_sent_a_third_time(talking, telegram):
    _die_while_sending(telegram)
    _die_while_sending(telegram)
    assert sender_round() == 0
    assert (_row().state, len(telegram.sent)) == ("UNKNOWN", 2)


def test_row_that_was_claimed_but_not_sent_is_sent_after_its_lease(talking, telegram):
    (claim,) = deliveries_claim()
    Delivery.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert sender_round() == 1
    delivery_send(claim)  # The first sender wakes up: its fence is old.
    assert (_row().state, len(telegram.sent)) == ("SENT", 1)


def test_what_was_not_heard_is_unknown_and_only_answers_of_staff_are_sent_again(
    talking, citizen, telegram
):
    telegram.before = _fail_once(OutcomeUnknown())
    while sender_round():
        pass
    assert (_row().state, [note.is_repeated for note in telegram.sent]) == ("SENT", [True])

    message_follow_up(citizen, session_uuid=talking.pk, submission=Submission("Ждём", "WEB"))
    telegram.before = _fail_once(OutcomeUnknown())
    while sender_round():
        pass
    assert Delivery.objects.get(message__text="Ждём").state == "UNKNOWN"


def test_recipient_who_blocked_is_left_alone_until_writing_again(talking, citizen, telegram):
    telegram.before = _fail_once(RecipientBlocked())
    sender_round()
    sender_round()
    assert (_row().state, _row().transport, telegram.sent) == ("SENT", "WEB", [])
    assert SwitchedOff.objects.filter(recipient=citizen, transport="TELEGRAM").exists()

    recipient_wrote(recipient_uuid=citizen.pk, channel="WEB")
    assert SwitchedOff.objects.exists()
    words = Submission("Я снова здесь", "TELEGRAM")
    message_follow_up(citizen, session_uuid=talking.pk, submission=words)
    assert not SwitchedOff.objects.exists()


def test_storm_is_waited_out_as_long_as_the_service_says(talking, telegram):
    storm = TransportFailed("TOO_MANY", permanent=False, retry_after=timedelta(seconds=40))
    telegram.before = _fail_once(storm)
    sender_round()
    row = _row()
    assert (row.state, row.error_code, sender_round()) == ("PENDING", "TOO_MANY", 0)
    Delivery.objects.update(due_at=Now())
    sender_round()
    assert (_row().state, _row().attempts) == ("SENT", 2)


@pytest.mark.django_db(transaction=True)
def test_round_claims_in_one_round_trip_and_says_whether_another_is_worth_it(
    talking, citizen, staff
):
    def look():
        with CaptureQueriesContext(connection) as said:
            done = round_run(is_stopping=lambda: False)
        return done, [query["sql"] for query in said if query["sql"] != "COMMIT"]

    message_follow_up(citizen, session_uuid=talking.pk, submission=Submission("Ждём", "WEB"))
    Delivery.objects.update(recipient=staff)
    first, _planned = look()
    second, trips = look()
    third, nothing = look()
    assert (first, second) == (SenderRound(1, is_more=True), SenderRound(1, is_more=False))
    assert (third, len(trips), len(nothing)) == (SenderRound(0, is_more=False), 2, 1)


def test_refusal_for_good_is_failed(talking, telegram):
    telegram.before = _fail_once(TransportFailed("BAD_CHAT", permanent=True))
    sender_round()
    assert (_row().state, _row().error_code) == ("FAILED", "BAD_CHAT")


@pytest.mark.django_db(transaction=True)
def test_two_senders_send_each_row_once(district, water, telegram):
    for _ in range(4):
        people.staff_make(water)
    for _ in range(3):
        session_waiting(people.citizen_make(district), water)

    def run(_number):
        try:
            while sender_round():
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, range(3)))
    sender_round()
    while sender_round():
        pass

    assert len(telegram.sent) == 12
    assert len({note.delivery_uuid for note in telegram.sent}) == 12
    assert set(Delivery.objects.values_list("state", flat=True)) == {"SENT"}


def test_notices_of_a_chat_leave_in_their_order(talking, citizen, staff, telegram):
    for text in ("раз", "два"):
        message_follow_up(citizen, session_uuid=talking.pk, submission=Submission(text, "WEB"))
    storm = TransportFailed("TOO_MANY", permanent=False, retry_after=timedelta(0))
    telegram.before = _fail_once(storm)
    while sender_round():
        pass
    assert [note.text[-3:] for note in telegram.sent if note.recipient_uuid == staff.pk] == [
        "раз",
        "два",
    ]


def test_list_of_notices_shows_ones_own_only(talking, citizen, staff, client_of):
    assert client_of(citizen).get("/api/v1/notices").json()["count"] == 1
    assert client_of(staff).get("/api/v1/notices").json()["count"] == 0


def test_sender_that_is_asked_to_stop_hands_back_what_it_has_not_sent(talking, telegram):
    assert sender_round(is_stopping=lambda: True) == 1
    assert (_row().state, _row().attempts, telegram.sent) == ("PENDING", 0, [])
    assert sender_round() == 1
    assert (_row().state, len(telegram.sent)) == ("SENT", 1)


def test_officials_see_how_far_an_answer_got_and_a_citizen_does_not(
    talking, telegram, citizen, staff, operator, client_of
):
    def told(viewer):
        return client_of(viewer).get(f"/api/v1/sessions/{talking.pk}/deliveries")

    assert [row["state"] for row in told(staff).json()] == ["PENDING"]
    telegram.before = _fail_once(OutcomeUnknown())
    sender_round()
    sender_round()
    (row,) = told(operator).json()
    assert (row["transport"], row["state"], row["is_repeated"]) == ("TELEGRAM", "SENT", True)
    assert row["message_uuid"] == str(_row().message_id)
    assert told(citizen).status_code == 403
