"""One-time links by which a signed-in person makes a chat theirs (P22)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts import otp
from django_core.accounts.models import User
from django_core.base.errors import Conflict, Unauthenticated
from django_core.base.rights import system_acts
from django_core.notifications.models import Transport
from django_core.notifications.services import address_forget, address_set
from django_core.telegram.models import Chat, LinkCode

EXPIRES_AFTER = timedelta(minutes=10)
TOKEN_BYTES = 24


class TelegramMissing(Conflict):
    """There is no bot here, or the person has no chat with it."""


class LinkRefused(Unauthenticated):
    """The link is used, too old, or never was."""


@dataclass(frozen=True)
class Link:
    """An address that opens the bot and tells it, once, who comes."""

    url: str
    expires_in: timedelta = EXPIRES_AFTER


def link_create(user: User) -> Link:
    """Make a link; an earlier one no longer works.  Raises ``TelegramMissing``."""
    if not (settings.TELEGRAM_TOKEN and settings.TELEGRAM_LINK_URL):
        raise TelegramMissing("TELEGRAM_MISSING", _("There is no Telegram bot here."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with system_acts(), transaction.atomic():
        LinkCode.objects.filter(user=user).delete()
        LinkCode.objects.create(user=user, digest=_digest(token), expires_at=Now() + EXPIRES_AFTER)
    return Link(url=f"{settings.TELEGRAM_LINK_URL}?start={token}")


def chat_link(chat: Chat, *, token: str) -> User:
    """Make a chat that of the link's person, once; raises ``LinkRefused``."""
    with system_acts(), transaction.atomic():
        rows = LinkCode.objects.select_for_update(of=("self",)).select_related("user")
        code = rows.filter(digest=_digest(token), used_at=None, expires_at__gt=Now()).first()
        if code is None or not code.user.is_active:
            raise LinkRefused("LINK_REFUSED", _("The link is used or too old."))
        LinkCode.objects.filter(pk=code.pk).update(used_at=Now())
        address_set(code.user, transport=Transport.TELEGRAM, address=str(chat.chat_id))
    return code.user


def person_unlink(user: User) -> None:
    """Let the bot no longer find a person; raises ``TelegramMissing``."""
    if not address_forget(user, transport=Transport.TELEGRAM):
        raise TelegramMissing("TELEGRAM_NOT_LINKED", _("Telegram is not linked."))


def _digest(token: str) -> str:
    return otp.digest_of(token, purpose="telegram-link", key=settings.SECRET_KEY)
