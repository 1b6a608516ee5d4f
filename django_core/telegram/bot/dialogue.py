"""Who is answered by what: languages, links, newcomers, officials, citizens."""

from datetime import datetime

import structlog

from django_core.accounts.models import User, UserKind, UserLanguage
from django_core.accounts.services import language_set
from django_core.base.errors import ApplicationError
from django_core.notifications.models import Transport
from django_core.notifications.services import recipient_left, recipient_wrote
from django_core.telegram.bot.answers import Answer, menu_of
from django_core.telegram.bot.matters import matters_turn
from django_core.telegram.bot.reading import IncomingKind
from django_core.telegram.bot.registration import contact_ask, registration_turn
from django_core.telegram.bot.talk import Talk, Turn
from django_core.telegram.models import Stage
from django_core.telegram.services import chat_link, person_unlink
from django_core.telegram.texts import LANGUAGES, WORDINGS, say

LANGUAGE_PRESS = "lang"
UNWORDED = "try_again"
# Where a refusal's code is not the name of its text.
_KEYS = {
    "SESSION_OPEN_IN_OTHER_DISTRICT": "other_district",
    "SESSION_BEING_CHECKED": "under_review",
}

_log = structlog.get_logger("civic.bot")


def turn_take(talk: Talk, *, now: datetime) -> Turn:
    """Return what comes of an update; a refusal of a service is put into words."""
    try:
        turn = _turn(talk, now=now)
    except ApplicationError as refusal:
        turn = talk.stay(_refusal(talk, refusal))
    if talk.incoming.press_id:
        heard = Answer(press_id=talk.incoming.press_id)
        return Turn(change=turn.change, answers=(heard, *turn.answers))
    return turn


def _turn(talk: Talk, *, now: datetime) -> Turn:
    person, incoming = talk.person, talk.incoming
    if incoming.kind in (IncomingKind.BLOCKED, IncomingKind.UNBLOCKED):
        return _reachability(talk)
    if person is not None:  # Whoever writes can be reached again (F15).
        recipient_wrote(recipient_uuid=person.pk, channel=Transport.TELEGRAM)
    if incoming.kind == IncomingKind.EDITED:
        return talk.stay(*([Answer(talk.say("edited"))] if person else []))
    if incoming.command == "start" and incoming.argument:
        return _link(talk)
    if incoming.press.startswith(f"{LANGUAGE_PRESS}:"):
        return _language_take(talk)
    if not talk.chat.language or incoming.command == "language":
        return talk.stay(_language_ask(talk))
    return _known_turn(talk, now=now)


def _known_turn(talk: Talk, *, now: datetime) -> Turn:
    """Go on with somebody whose language is known."""
    person = talk.person
    if person is None:
        return registration_turn(talk)
    if talk.incoming.command == "unlink":
        person_unlink(person)
        return talk.move(Stage.PHONE, Answer(talk.say("unlinked"), is_keyless=True))
    if person.kind != UserKind.CITIZEN:
        return talk.stay(Answer(talk.say("help_official"), is_keyless=True))
    return matters_turn(talk, citizen=person, now=now)


def _reachability(talk: Talk) -> Turn:
    person = talk.person
    if person is not None and talk.incoming.kind == IncomingKind.BLOCKED:
        recipient_left(person, transport=Transport.TELEGRAM)
    elif person is not None:
        recipient_wrote(recipient_uuid=person.pk, channel=Transport.TELEGRAM)
    return talk.stay()


def _language_ask(talk: Talk) -> Answer:
    """Return the question, in all languages while none is known."""
    keys = [talk.chat.language] if talk.chat.language else list(LANGUAGES)
    words = "\n\n".join(say("choose_language", language=language) for language in keys)
    row = tuple((name, f"{LANGUAGE_PRESS}:{code}") for code, name in LANGUAGES.items())
    return Answer(words, presses=(row,))


def _language_take(talk: Talk) -> Turn:
    code = talk.incoming.press.partition(":")[2]
    if code not in LANGUAGES:
        return talk.stay(_language_ask(talk))
    talk.chat.language = code
    person = talk.person
    if person is None:
        return talk.move(Stage.PHONE, contact_ask(talk))
    language_set(person, language=UserLanguage(code))
    return talk.move(Stage.READY, _greeting(talk, person, key="language_set"))


def _link(talk: Talk) -> Turn:
    """Make the chat that of whoever made the link; whoever had it before has it no more."""
    person = chat_link(talk.chat, token=talk.incoming.argument)
    talk.chat.language = talk.chat.language or person.language
    answer = _greeting(talk, person, key="linked")
    return talk.move(Stage.READY, answer, district_uuid=person.district_id)


def _greeting(talk: Talk, person: User, *, key: str) -> Answer:
    is_citizen = person.kind == UserKind.CITIZEN
    words = talk.say(key, name=person.name or person.username)
    keys = menu_of(talk.language) if is_citizen else ()
    return Answer(words, keys=keys, is_keyless=not is_citizen)


def _refusal(talk: Talk, refusal: ApplicationError) -> Answer:
    key = _KEYS.get(refusal.code, refusal.code.lower())
    if key not in WORDINGS.by_key:
        _log.warning("bot_refusal_unworded", code=refusal.code)
        key = UNWORDED
    try:
        return Answer(talk.say(key, **refusal.data))
    except KeyError:  # The text needs what this refusal does not tell.
        return Answer(talk.say(UNWORDED))
