"""Sessions, messages and what is kept beside them."""

from django_core.conversations.models.desk import CannedReply, Objection, Rating, ReadMark
from django_core.conversations.models.sessions import Message, Session, SessionCounter

__all__ = [
    "CannedReply",
    "Message",
    "Objection",
    "Rating",
    "ReadMark",
    "Session",
    "SessionCounter",
]
