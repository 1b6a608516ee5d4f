"""A citizen becomes known: own contact, code by SMS, name, district (P34)."""

import re
from ipaddress import IPv6Address
from uuid import UUID

from django_core.accounts import services as accounts
from django_core.accounts.models import User, UserLanguage
from django_core.base.errors import ApplicationError
from django_core.notifications.models import Transport
from django_core.notifications.services import address_set
from django_core.telegram.bot.answers import Answer, menu_of
from django_core.telegram.bot.talk import Talk, Turn
from django_core.telegram.models import Stage
from django_core.telegram.selectors import districts_open
from django_core.telegram.texts import label, pressed

DISTRICT_PRESS = "district"
_CODE = re.compile(r"[0-9]{6}")
_SPACES = re.compile(r"[\s-]+")
# A prefix for addresses that are nowhere on the internet (RFC 4193).
_NOWHERE = 0xFD << 120
_BACK_TO_PHONE = ("REGISTRATION_REFUSED", "SIGN_IN_REFUSED")


def registration_turn(talk: Talk) -> Turn:
    """Take the next step of somebody whom the bot does not know yet."""
    stage = talk.chat.stage
    if talk.incoming.contact is not None:
        return _contact_take(talk)
    if stage == Stage.CODE:
        return _code_take(talk)
    if stage == Stage.NAME and talk.incoming.text and not talk.incoming.command:
        return _name_take(talk, name=talk.incoming.text)
    if stage == Stage.DISTRICT:
        return _district_take(talk)
    return talk.move(Stage.PHONE, contact_ask(talk))


def contact_ask(talk: Talk, *, key: str = "need_contact") -> Answer:
    """Return the question for the number, with the button that shares it."""
    return Answer(talk.say(key), contact=label("share_contact_button", language=talk.language))


def chat_address(chat_id: int) -> str:
    """Return an address for the limits of codes, in a network of the chat's own (S12)."""
    number = abs(chat_id) % 2**40
    return str(IPv6Address(_NOWHERE | number << 80 | chat_id % 2**63))


def _contact_take(talk: Talk) -> Turn:
    contact = talk.incoming.contact
    if contact is None or not contact.is_own:
        return talk.move(Stage.PHONE, contact_ask(talk, key="contact_not_own"))
    return _code_send(talk, phone=contact.phone)


def _code_send(talk: Talk, *, phone: str) -> Turn:
    asked = accounts.code_request(phone=phone, address=chat_address(talk.chat.chat_id))
    minutes = int(asked.expires_in.total_seconds() // 60)
    words = talk.say("code_sent", phone=_masked(asked.phone), minutes=minutes)
    keys = ((label("code_again_button", language=talk.language),),)
    draft = {"challenge": str(asked.challenge_uuid), "phone": asked.phone}
    return talk.move(Stage.CODE, Answer(words, keys=keys), draft=draft)


def _masked(phone: str) -> str:
    return f"{phone[:4]} ** *** {phone[-4:-2]} {phone[-2:]}"


def _code_take(talk: Talk) -> Turn:
    text = _SPACES.sub("", talk.incoming.text)
    if pressed(talk.incoming.text, keys=("code_again_button",)):
        return _code_send(talk, phone=talk.draft["phone"])
    if not _CODE.fullmatch(text):
        return talk.stay(Answer(talk.say("code_expected")))
    challenge = accounts.code_verify(
        challenge_uuid=UUID(talk.draft["challenge"]), phone=talk.draft["phone"], code=text
    )
    try:
        found = accounts.citizen_find(challenge=challenge)
    except ApplicationError:
        return talk.move(Stage.PHONE, Answer(talk.say("not_by_sms"), is_keyless=True))
    if isinstance(found, User):
        return _admitted(talk, found)
    return talk.move(Stage.NAME, _name_ask(talk), draft={"token": found})


def _name_ask(talk: Talk, *, key: str = "ask_name") -> Answer:
    """Return the question for the name; what Telegram knows is offered on a button."""
    given = " ".join(talk.incoming.sender_name.split())
    name = given if given.isprintable() else ""
    return Answer(talk.say(key), keys=((name,),) if name else (), is_keyless=not name)


def _name_take(talk: Talk, *, name: str) -> Turn:
    districts = districts_open()
    if len(districts) == 1:
        return _register(talk, name=name, district=districts[0].code)
    draft = {"token": talk.draft["token"], "name": name}
    return talk.move(Stage.DISTRICT, _district_ask(talk), draft=draft)


def _district_ask(talk: Talk) -> Answer:
    rows = tuple(((one.name, f"{DISTRICT_PRESS}:{one.code}"),) for one in districts_open())
    return Answer(talk.say("ask_district"), presses=rows)


def _district_take(talk: Talk) -> Turn:
    kind, _colon, code = talk.incoming.press.partition(":")
    if kind != DISTRICT_PRESS:
        return talk.stay(_district_ask(talk))
    return _register(talk, name=talk.draft["name"], district=code)


def _register(talk: Talk, *, name: str, district: str) -> Turn:
    registration = accounts.Registration(
        token=talk.draft["token"], name=name, district=district, language=talk.language
    )
    try:
        return _admitted(talk, accounts.citizen_create(registration))
    except ApplicationError as refusal:
        if refusal.code == "NAME_INVALID":
            answer = _name_ask(talk, key="name_invalid")
            return talk.move(Stage.NAME, answer, draft={"token": talk.draft["token"]})
        if refusal.code in _BACK_TO_PHONE:
            return talk.move(Stage.PHONE, contact_ask(talk, key="registration_refused"))
        raise


def _admitted(talk: Talk, citizen: User) -> Turn:
    """Make the chat the citizen's; from now on the bot's door is the citizen's."""
    address_set(citizen, transport=Transport.TELEGRAM, address=str(talk.chat.chat_id))
    accounts.language_set(citizen, language=UserLanguage(talk.language))
    answer = Answer(talk.say("welcome", name=citizen.name), keys=menu_of(talk.language))
    return talk.move(Stage.READY, answer, district_uuid=citizen.district_id)
