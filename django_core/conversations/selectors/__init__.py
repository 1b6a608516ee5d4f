"""Reading sessions and messages; every selector takes the viewer and shows no more (P36)."""

from django_core.conversations.selectors.citizen import CitizenPanel, citizen_panel_get
from django_core.conversations.selectors.facts import (
    StateFact,
    WaitingFact,
    messages_in_states,
    sessions_in_statuses,
    sessions_overdue,
    waiting_longest,
)
from django_core.conversations.selectors.lists import (
    PREVIEW_CHARS,
    UNVERIFIED,
    Wanted,
    department_queue,
    queue_counts,
    sessions_list,
    unread_totals,
    with_preview,
)
from django_core.conversations.selectors.messages import (
    CannedReplyUnknown,
    SessionFileUnknown,
    answers_told,
    canned_replies_list,
    canned_reply_get,
    first_message_get,
    session_file_get,
    session_messages,
)
from django_core.conversations.selectors.sessions import (
    SessionUnknown,
    session_get,
    session_public_get,
    session_seen,
    sessions_visible,
    with_names,
)
from django_core.conversations.selectors.transcript import session_transcript

__all__ = [
    "PREVIEW_CHARS",
    "UNVERIFIED",
    "CannedReplyUnknown",
    "CitizenPanel",
    "SessionFileUnknown",
    "SessionUnknown",
    "StateFact",
    "WaitingFact",
    "Wanted",
    "answers_told",
    "canned_replies_list",
    "canned_reply_get",
    "citizen_panel_get",
    "department_queue",
    "first_message_get",
    "messages_in_states",
    "queue_counts",
    "session_file_get",
    "session_get",
    "session_messages",
    "session_public_get",
    "session_seen",
    "session_transcript",
    "sessions_in_statuses",
    "sessions_list",
    "sessions_overdue",
    "sessions_visible",
    "unread_totals",
    "waiting_longest",
    "with_names",
    "with_preview",
]
