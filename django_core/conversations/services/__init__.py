"""Writing sessions and messages: submit, assign, end."""

from django_core.conversations.services.assign import (
    Assignment,
    session_assign,
    session_lock,
    session_quarantine,
    session_to_operators,
)
from django_core.conversations.services.close import session_end
from django_core.conversations.services.records import (
    message_reading_set,
    message_state_set,
    session_audit,
    session_save,
)
from django_core.conversations.services.submit import Submission, Submitted, message_submit

__all__ = [
    "Assignment",
    "Submission",
    "Submitted",
    "message_reading_set",
    "message_state_set",
    "message_submit",
    "session_assign",
    "session_audit",
    "session_end",
    "session_lock",
    "session_quarantine",
    "session_save",
    "session_to_operators",
]
