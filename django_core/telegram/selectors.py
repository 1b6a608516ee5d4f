"""What the bot needs to read of other rooms: whose chat it is, and their matters."""

from datetime import timedelta

from django.db.models.functions import Now

from django_core.accounts.models import User
from django_core.conversations.lifecycle import Channel, SessionStatus
from django_core.conversations.models import Session
from django_core.conversations.selectors import sessions_list
from django_core.departments.models import District
from django_core.notifications.models import Address, Transport
from django_core.notifications.selectors import recipient_find
from django_core.telegram.models import Chat

HISTORY_LENGTH = 10
# A run that takes longer waits for something that is away; nobody types that long.
ROUTING_SHOWN_FOR = timedelta(minutes=2)


def person_of(chat: Chat) -> User | None:
    """Return whose chat it is."""
    return recipient_find(transport=Transport.TELEGRAM, address=str(chat.chat_id))


def open_session_of(citizen: User) -> Session | None:
    """Return the citizen's open session; there is at most one (G3)."""
    return sessions_list(citizen).exclude(status=SessionStatus.CLOSED).first()


def last_sessions_of(citizen: User) -> list[Session]:
    """Return the citizen's last sessions, newest first."""
    return list(sessions_list(citizen)[:HISTORY_LENGTH])


def districts_open() -> list[District]:
    """Return the districts that a citizen can choose."""
    return list(District.objects.filter(is_active=True).order_by("name"))


def chats_in_routing() -> list[int]:
    """Return the chats whose citizen waits for the pipeline, since a short while."""
    waiting = Session.objects.filter(
        status=SessionStatus.ROUTING,
        channel=Channel.TELEGRAM,
        opened_at__gt=Now() - ROUTING_SHOWN_FOR,
    )
    rows = Address.objects.filter(
        transport=Transport.TELEGRAM, recipient__in=waiting.values("citizen")
    )
    return [int(address) for address in rows.values_list("address", flat=True)]
