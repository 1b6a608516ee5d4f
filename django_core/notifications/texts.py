"""What a notice says where a person is told outside of the web."""

from django.utils.translation import gettext as _
from django.utils.translation import override

CHARS_MAX = 600


def notice_text(*, kind: str, number: str, words: str, language: str) -> str:
    """Return the text of a notice in a language; ``words`` is what somebody wrote, if anything."""
    with override(language):
        said = {
            "SESSION_ROUTED": _("A new session waits for your department."),
            "SESSION_MOVED": _("A session was moved to your department."),
            "MESSAGE_NEW": words,
            "CLOSE_WARNING": _("Your session closes in two hours unless you write."),
            "SESSION_CLOSED": _("Your session is closed."),
            "SESSION_REOPENED": _("The session is open again."),
            "SESSION_OVERDUE": _("A session has waited for an answer for a day."),
            "SESSION_QUARANTINED": _("A message was set aside and waits for a decision."),
        }.get(kind, kind)
    return f"{number}: {said}"[:CHARS_MAX]
