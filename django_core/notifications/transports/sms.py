"""SMS: the same gateway that sends codes tells people things (P37)."""

from django_core.accounts.transports import SmsFailed, sms_port
from django_core.notifications.transports.types import Note, OutcomeUnknown, TransportFailed


class SmsAdapter:
    """Reaches whoever has a phone."""

    def can_reach(self, note: Note) -> bool:
        """Return whether there is a number."""
        return bool(note.phone)

    def send(self, note: Note) -> str:
        """Hand the text to the gateway, which gives no id."""
        try:
            sms_port().send(phone=note.phone or "", text=note.text)
        except SmsFailed as failure:
            if failure.is_unknown:
                raise OutcomeUnknown from failure
            raise TransportFailed(failure.code, permanent=failure.permanent) from failure
        return ""
