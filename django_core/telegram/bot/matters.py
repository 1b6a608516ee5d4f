"""What a citizen does in the bot: writes, asks how far it is, ends, rates (P11)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django_core.accounts.models import User
from django_core.base.rights import acting_as, viewer_from
from django_core.conversations import services
from django_core.conversations.lifecycle import Channel, Notice
from django_core.conversations.models import Session
from django_core.conversations.selectors import session_public_get
from django_core.conversations.validation import TEXT_CHARS_MAX, TEXT_CHARS_MIN
from django_core.departments.selectors import name_in
from django_core.notifications.transports.telegram import RATE_PRESS, STARS
from django_core.telegram.bot.answers import MENU_KEYS, Answer, menu_of
from django_core.telegram.bot.files import file_fetch
from django_core.telegram.bot.talk import Talk, Turn
from django_core.telegram.selectors import last_sessions_of, open_session_of
from django_core.telegram.services import attachment_note
from django_core.telegram.texts import label, pressed

END_PRESS, KEEP_PRESS = "end", "keep"
_STARS = tuple(map(str, STARS))
_NOTICES = {Notice.FINDING_DEPARTMENT: "finding_department", Notice.UNDER_REVIEW: "under_review"}


def matters_turn(talk: Talk, *, citizen: User, now: datetime) -> Turn:
    """Do what a citizen asks for, with the citizen's own rights."""
    with acting_as(viewer_from(citizen)):
        if talk.incoming.press:
            return talk.stay(*_pressed(talk, citizen))
        key = pressed(talk.incoming.text, keys=MENU_KEYS)
        wish = key.removesuffix("_button") if key else talk.incoming.command
        if wish in _WISHES:
            return talk.stay(*_WISHES[wish](talk, citizen))
        if wish:
            return talk.stay(_plain(talk, "help"))
        return talk.stay(*_content(talk, citizen, now=now))


def _plain(talk: Talk, key: str, **words: object) -> Answer:
    """Return a text with the citizen's menu beneath it."""
    return Answer(talk.say(key, **words), keys=menu_of(talk.language))


def _content(talk: Talk, citizen: User, *, now: datetime) -> list[Answer]:
    """Take what is no wish: words, a file with or without words, a place."""
    incoming, answers = talk.incoming, list[Answer]()
    text = incoming.text
    if incoming.location is not None:
        text = f"📍 {incoming.location[0]:.6f}, {incoming.location[1]:.6f}"
    is_aside = incoming.location is not None or (incoming.file is not None and not text)
    if is_aside and open_session_of(citizen) is None:
        return [_plain(talk, "attachment_first_words")]
    if text:
        answers += _submit(talk, citizen, text=text, now=now)
    if incoming.file is not None:
        answers += _attach(talk, citizen)
    return answers if text or incoming.file else [_plain(talk, "unknown_content")]


def _submit(talk: Talk, citizen: User, *, text: str, now: datetime) -> list[Answer]:
    """Save a message; the same one again, after a worker died, is found and not doubled (P6)."""
    chat, location = talk.chat, talk.incoming.location
    submission = services.Submission(
        text=text,
        channel=Channel.TELEGRAM,
        client_message_id=f"tg:{chat.bot_id}:{chat.chat_id}:{talk.incoming.message_id}",
        place=services.Place(*location) if location else None,
        sent_at=talk.incoming.sent_at,
    )
    session = open_session_of(citizen)
    if session is None:
        saved = services.message_submit(citizen, submission=submission, now=now)
    else:
        saved = services.message_follow_up(citizen, session_uuid=session.pk, submission=submission)
    if saved.message.sequence == 1:
        return [_plain(talk, "submitted", number=saved.session.number)]
    key = _NOTICES.get(saved.notice) if saved.notice else None
    return [_plain(talk, key, number=saved.session.number)] if key else []


def _attach(talk: Talk, citizen: User) -> list[Answer]:
    file, session = talk.incoming.file, open_session_of(citizen)
    if file is None or session is None:
        return []
    is_taken = attachment_note(
        citizen, session=session, file=file, fetch=lambda: file_fetch(file.file_id)
    )
    return [_plain(talk, "attachment_taken" if is_taken else "attachment_noted")]


def _new(talk: Talk, citizen: User) -> list[Answer]:
    if open_session_of(citizen) is not None:
        return _status(talk, citizen)
    return [_plain(talk, "how_to_write", chars_min=TEXT_CHARS_MIN, chars_max=TEXT_CHARS_MAX)]


def _status(talk: Talk, citizen: User) -> list[Answer]:
    if talk.incoming.command and talk.incoming.argument:
        session = session_public_get(number=talk.incoming.argument)
        return [Answer(_status_line(talk, session), keys=menu_of(talk.language))]
    open_session = open_session_of(citizen)
    if open_session is None:
        return [_plain(talk, "nothing_open")]
    return [Answer(_status_line(talk, open_session), keys=menu_of(talk.language))]


def _history(talk: Talk, citizen: User) -> list[Answer]:
    sessions = last_sessions_of(citizen)
    if not sessions:
        return [_plain(talk, "nothing_yet")]
    lines = [talk.say("history_head"), *(_status_line(talk, session) for session in sessions)]
    return [Answer("\n\n".join(lines), keys=menu_of(talk.language))]


def _status_line(talk: Talk, session: Session) -> str:
    status = talk.say(f"status_{session.status.lower()}")
    department = session.assigned_department
    if department is None:
        return talk.say("status_line", number=session.number, status=status)
    name = name_in(department, language=talk.language)
    return talk.say("status_with_department", number=session.number, status=status, department=name)


def _end_ask(talk: Talk, citizen: User) -> list[Answer]:
    session = open_session_of(citizen)
    if session is None:
        return [_plain(talk, "nothing_open")]
    yes, no = (label(key, language=talk.language) for key in ("yes_button", "no_button"))
    buttons = (((yes, f"{END_PRESS}:{session.pk.hex}"), (no, KEEP_PRESS)),)
    return [Answer(talk.say("end_ask", number=session.number), presses=buttons)]


def _help(talk: Talk, _citizen: User) -> list[Answer]:
    return [_plain(talk, "help")]


def _pressed(talk: Talk, citizen: User) -> list[Answer]:
    """Do what a button below a message stands for; one that makes no sense is an old one."""
    kind, _colon, rest = talk.incoming.press.partition(":")
    if kind == KEEP_PRESS:
        return [_plain(talk, "kept_open")]
    stars, _colon, session = rest.rpartition(":")
    if kind == END_PRESS and not stars and _is_uuid(session):
        services.session_end(citizen, seen=services.Seen(UUID(session)))
        return []  # The notice of the closing follows, with the stars (P26).
    if kind == RATE_PRESS and stars in _STARS and _is_uuid(session):
        return _rate(talk, citizen, session_uuid=UUID(session), stars=int(stars))
    return [_plain(talk, "press_old")]


def _rate(talk: Talk, citizen: User, *, session_uuid: UUID, stars: int) -> list[Answer]:
    opinion = services.Opinion(stars=stars)
    services.session_rate(citizen, seen=services.Seen(session_uuid), opinion=opinion)
    return [_plain(talk, "rated", stars="★" * stars)]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


_WISHES: dict[str, Callable[[Talk, User], list[Answer]]] = {
    "new": _new,
    "status": _status,
    "history": _history,
    "end": _end_ask,
    "help": _help,
    "start": _help,
}
