"""Django's session store on our own table, which knows whose each session is (P35, S13)."""

from datetime import timedelta
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now
from typing_extensions import override

from django_core.accounts.models import SignIn
from django_core.base.rights import system_acts

DEVICE, IDLE_S = "device", "idle_s"
SEEN_EVERY = timedelta(minutes=5)

__all__ = ["CreateError", "SessionStore", "UpdateError"]


class SessionStore(DatabaseStore):
    """Reads and writes sessions as the system: who looks is only known afterwards."""

    @classmethod
    @override
    def get_model_class(cls) -> type[SignIn]:
        """Return the table."""
        return SignIn

    @override
    def create_model_instance(self, data: dict[str, Any]) -> SignIn:
        """Return the row for the data of a session."""
        row = cast("SignIn", super().create_model_instance(data))
        with system_acts():
            kept = SignIn.objects.filter(pk=row.pk).values("uuid", "created_at").first()
        for name, value in (kept or {}).items():
            setattr(row, name, value)
        row.user_id = data.get(SESSION_KEY)
        row.device = data.get(DEVICE, "")
        row.idle_s = data.get(IDLE_S, 0)
        return row

    @override
    def load(self) -> dict[str, Any]:
        """Return the data of the session unless it has expired or lay idle for too long."""
        with system_acts():
            return super().load()

    @override
    def exists(self, session_key: str) -> bool:
        """Return whether the key is taken."""
        with system_acts():
            return super().exists(session_key)

    @override
    def save(self, must_create: bool = False) -> None:
        """Write the session."""
        with system_acts():
            super().save(must_create=must_create)

    @override
    def delete(self, session_key: str | None = None) -> None:
        """Forget the session."""
        with system_acts():
            super().delete(session_key)

    def _get_session_from_db(self) -> SignIn | None:
        """Read the session in one query, and note now and then that it is used."""
        idle = Q(idle_s__gt=0, seen_at__lt=Now() - F("idle_s") * timedelta(seconds=1))
        rows = SignIn.objects.filter(~idle, pk=self.session_key, expire_date__gt=Now())
        due = Case(When(seen_at__lt=Now() - SEEN_EVERY, then=True), default=False)
        row = rows.annotate(is_due=due).first()
        if row is None:
            self._session_key = None
        elif row.is_due:
            rows.update(seen_at=Now())
        return row
