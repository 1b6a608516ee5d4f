"""How the bot gets to know people: a citizen by phone and code, an official by a link."""

from django_core.accounts.models import PhoneCode, User
from django_core.notifications.models import Address
from django_core.telegram.models import LinkCode
from tests.factories import people
from tests.factories.bot import *  # noqa: F403  # fixtures are found by their names
from tests.fakes.bot_api import Phone, buttons
from tests.flows.test_telegram import code_of


def _speak(phone: Phone, tell) -> None:
    tell(phone.says("/start"))
    tell(phone.presses("lang:ru"))
    phone.heard()


def _link_token(at_desk) -> str:
    link = at_desk.post("/api/v1/telegram/link").json()
    assert link["url"].startswith("https://t.me/civic_local_bot?start=")
    return link["url"].partition("=")[2]


def code_count() -> int:
    return PhoneCode.objects.count()


def test_contact_of_another_is_refused(phone, tell, db):
    _speak(phone, tell)
    tell(phone.says(contact={"phone_number": "+998909999999", "first_name": "B", "user_id": 1}))
    assert "только свой" in phone.heard_texts()[0]
    assert code_count() == 0


def test_phone_that_is_no_mobile_of_uzbekistan_is_refused(phone, tell, db):
    _speak(phone, tell)
    phone.number = "+79161234567"
    tell(phone.shares_contact())
    assert "+998" in phone.heard_texts()[0]
    assert code_count() == 0


def test_typed_phone_is_no_shared_contact(phone, tell, db):
    _speak(phone, tell)
    tell(phone.says("+998901234567"))
    assert "кнопкой" in phone.heard_texts()[0]


def test_wrong_code_is_refused_and_a_new_one_only_after_a_while(phone, tell, district):
    _speak(phone, tell)
    tell(phone.shares_contact())
    right = code_of(phone.number)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    phone.heard()
    tell(phone.says("код?"))
    tell(phone.says(wrong))
    tell(phone.says("🔁 Новый код"))
    expected, refused, wait = phone.heard_texts()
    assert "6 цифр" in expected
    assert "неверный" in refused
    assert "Подождите" in wait
    tell(phone.says(f"{right[:3]} {right[3:]}"))
    assert "имя" in phone.heard_texts()[0]


def test_citizen_of_the_web_is_welcomed_back_without_a_second_account(
    phone, tell, citizen, district
):
    User.objects.filter(pk=citizen.pk).update(phone=phone.number, name="Азиза")
    _speak(phone, tell)
    tell(phone.shares_contact())
    tell(phone.says(code_of(phone.number)))
    assert "Азиза" in phone.heard_texts()[-1]
    assert Address.objects.get(recipient=citizen).address == str(phone.chat_id)
    assert User.objects.filter(kind="CITIZEN").count() == 1


def test_official_never_signs_in_by_sms(phone, tell, staff):
    User.objects.filter(pk=staff.pk).update(phone=phone.number)
    _speak(phone, tell)
    tell(phone.shares_contact())
    tell(phone.says(code_of(phone.number)))
    assert "сотруднику" in phone.heard_texts()[-1]
    assert not Address.objects.exists()


def test_district_is_asked_for_where_there_are_several(phone, tell, district):
    people.district_make(code="chilonzor", prefix="CH")
    _speak(phone, tell)
    tell(phone.shares_contact())
    tell(phone.says(code_of(phone.number)))
    tell(phone.says("А"))
    tell(phone.presses("district:chilonzor"))
    assert "имя" in phone.heard_texts()[-1].lower()
    tell(phone.says("Азиза <b>"))
    ask = phone.heard()[-1]
    assert set(buttons(ask).values()) == {"district:chilonzor", "district:yunusobod"}
    tell(phone.presses("district:chilonzor"))
    assert "Азиза &lt;b&gt;" in phone.heard_texts()[-1]
    assert User.objects.get(phone=phone.number).district.code == "chilonzor"


def test_staff_link_their_account_once_and_unlink_it(phone, tell, staff, client_of, bot_api):
    at_desk = client_of(staff)
    assert at_desk.get("/api/v1/telegram/link").json() == {"is_linked": False}
    old = _link_token(at_desk)
    token = _link_token(at_desk)
    tell(phone.says(f"/start {old}"))
    assert "eskirgan" in phone.heard_texts()[0]
    tell(phone.says(f"/start {token}"))
    assert staff.username in phone.heard_texts()[0]
    assert at_desk.get("/api/v1/telegram/link").json() == {"is_linked": True}
    other = Phone(bot_api.url)
    tell(other.says(f"/start {token}"))
    assert "eskirgan" in other.heard_texts()[0]

    tell(phone.says("Что это?"))
    assert "panel" in phone.heard_texts()[0]
    tell(phone.says("/unlink"))
    assert "uzildi" in phone.heard_texts()[0]
    assert at_desk.get("/api/v1/telegram/link").json() == {"is_linked": False}
    assert at_desk.delete("/api/v1/telegram/link").status_code == 409


def test_link_is_kept_as_a_digest_and_runs_out(phone, tell, staff, client_of):
    token = _link_token(client_of(staff))
    code = LinkCode.objects.get()
    assert token not in code.digest
    LinkCode.objects.update(expires_at="2026-01-01T00:00:00Z")
    tell(phone.says(f"/start {token}"))
    assert not Address.objects.exists()
