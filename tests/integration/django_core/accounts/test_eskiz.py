"""The adapter of the SMS gateway against a local server that speaks its wire (P37)."""

from collections.abc import Iterator

import pytest

from django_core.accounts.transports.eskiz import EskizSms
from django_core.accounts.transports.offline import OfflineSms
from django_core.accounts.transports.port import SmsFailed
from tests.fakes.eskiz import FakeEskiz

PHONE = "+998901234567"


@pytest.fixture
def gateway() -> Iterator[FakeEskiz]:
    fake = FakeEskiz()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def eskiz(gateway) -> Iterator[EskizSms]:
    port = EskizSms(
        base_url=gateway.url,
        email="civic@example.uz",
        password="gateway-password",  # noqa: S106  # nobody real has it
        sender="4546",
    )
    yield port
    port.close()


def test_text_is_sent_with_the_token_of_one_sign_in(gateway, eskiz):
    for _ in range(2):
        eskiz.send(phone=PHONE, text="Код 123456")
    assert gateway.logins == 1
    expected = {"mobile_phone": "998901234567", "message": "Код 123456", "from": "4546"}
    assert gateway.sent == [expected] * 2


def test_token_that_ran_out_is_renewed_once(gateway, eskiz):
    eskiz.send(phone=PHONE, text="a")
    gateway.logins += 1  # Another token is valid now.
    eskiz.send(phone=PHONE, text="b")
    assert [form["message"] for form in gateway.sent] == ["a", "b"]


@pytest.mark.parametrize(
    ("status", "permanent"), [(400, True), (401, True), (422, True), (429, False), (500, False)]
)
def test_refusal_says_whether_trying_again_may_help(gateway, eskiz, status, permanent):
    gateway.statuses = [status] * 2
    with pytest.raises(SmsFailed) as failure:
        eskiz.send(phone=PHONE, text="a")
    assert (failure.value.permanent, failure.value.is_unknown) == (permanent, False)


def test_answer_that_never_came_is_unknown_and_not_repeated(gateway, eskiz):
    gateway.hangs_up = True
    with pytest.raises(SmsFailed) as failure:
        eskiz.send(phone=PHONE, text="a")
    assert (failure.value.permanent, failure.value.is_unknown) == (True, True)
    assert len(gateway.sent) == 1


def test_gateway_that_is_away_is_tried_again(gateway, eskiz):
    gateway.stop()
    with pytest.raises(SmsFailed) as failure:
        eskiz.send(phone=PHONE, text="a")
    assert failure.value.permanent is False


def test_offline_double_takes_the_same_call():
    OfflineSms().send(phone=PHONE, text="a")
