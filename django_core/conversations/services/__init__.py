"""Writing sessions and messages: submit, assign, pick, answer, hold, end, and their clocks."""

from django_core.conversations.services.access import (
    Seen,
    SessionStale,
    department_check,
    name_of,
    open_check,
    owner_check,
    review_check,
    session_access,
    staff_owner_check,
    version_check,
)
from django_core.conversations.services.assign import (
    Assignment,
    session_assign,
    session_lock,
    session_quarantine,
    session_to_operators,
    session_unquarantine,
)
from django_core.conversations.services.canned import (
    CannedWords,
    canned_reply_change,
    canned_reply_create,
    canned_reply_delete,
)
from django_core.conversations.services.clocks import (
    sessions_close,
    sessions_escalate,
    sessions_warn,
)
from django_core.conversations.services.close import session_close, session_end, session_reopen
from django_core.conversations.services.erase import conversations_erase
from django_core.conversations.services.expire import events_expire
from django_core.conversations.services.hold import session_hold, session_unhold
from django_core.conversations.services.join import (
    Place,
    Submission,
    Submitted,
    message_follow_up,
)
from django_core.conversations.services.leave import LEFT_HANDLER
from django_core.conversations.services.live import (
    department_group,
    opened_tell,
    operators_group,
    progress_tell,
    queue_tell,
)
from django_core.conversations.services.object import session_object
from django_core.conversations.services.panel import citizen_panel_show
from django_core.conversations.services.pick import (
    session_pick,
    session_reassign,
    session_release,
)
from django_core.conversations.services.reading import (
    Opinion,
    session_rate,
    session_read,
    sessions_search,
)
from django_core.conversations.services.records import (
    message_change_tell,
    message_reading_set,
    message_state_set,
    session_audit,
    session_events_save,
    session_save,
    session_verdict_set,
)
from django_core.conversations.services.reply import Said, Words, session_note, session_reply
from django_core.conversations.services.submit import message_submit
from django_core.conversations.services.topics import TOPICS

__all__ = [
    "LEFT_HANDLER",
    "TOPICS",
    "Assignment",
    "CannedWords",
    "Opinion",
    "Place",
    "Said",
    "Seen",
    "SessionStale",
    "Submission",
    "Submitted",
    "Words",
    "canned_reply_change",
    "canned_reply_create",
    "canned_reply_delete",
    "citizen_panel_show",
    "conversations_erase",
    "department_check",
    "department_group",
    "events_expire",
    "message_change_tell",
    "message_follow_up",
    "message_reading_set",
    "message_state_set",
    "message_submit",
    "name_of",
    "open_check",
    "opened_tell",
    "operators_group",
    "owner_check",
    "progress_tell",
    "queue_tell",
    "review_check",
    "session_access",
    "session_assign",
    "session_audit",
    "session_close",
    "session_end",
    "session_events_save",
    "session_hold",
    "session_lock",
    "session_note",
    "session_object",
    "session_pick",
    "session_quarantine",
    "session_rate",
    "session_read",
    "session_reassign",
    "session_release",
    "session_reopen",
    "session_reply",
    "session_save",
    "session_to_operators",
    "session_unhold",
    "session_unquarantine",
    "session_verdict_set",
    "sessions_close",
    "sessions_escalate",
    "sessions_search",
    "sessions_warn",
    "staff_owner_check",
    "version_check",
]
