"""Django's session store on our own table, which knows whose each session is (P35, S13)."""

from datetime import timedelta
from typing import Any, cast

from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import F, Q
from django.db.models.functions import Now
from django.http import HttpRequest
from typing_extensions import override

from django_core.accounts.models import SignIn, User
from django_core.base.postgres.prepared import Prepared, columns_of, from_row, run
from django_core.base.rights import system_acts

DEVICE, IDLE_S = "device", "idle_s"
_IDLE = Q(idle_s__gt=0, seen_at__lt=Now() - F("idle_s") * timedelta(seconds=1))
SEEN_EVERY = timedelta(minutes=5)
_SIGN_IN_COLUMNS = len(SignIn._meta.concrete_fields)  # noqa: SLF001  # documented API
# Every request asks for it.
_SIGN_IN = Prepared(
    name="civic_sign_in",
    sql=f"""
        SELECT sign_in.seen_at < statement_timestamp()
                   - interval '{SEEN_EVERY.total_seconds()} seconds',
               {columns_of(SignIn, alias="sign_in")}, {columns_of(User, alias="person")}
        FROM accounts_signin sign_in LEFT JOIN accounts_user person ON person.uuid = sign_in.user_id
        WHERE sign_in.session_key = %(key)s AND sign_in.expire_date > statement_timestamp()
          AND (sign_in.idle_s = 0 OR sign_in.seen_at
               >= statement_timestamp() - sign_in.idle_s * interval '1 second')
    """,  # noqa: S608  # only names of columns and a number are put in
    types={"key": "text"},
)

__all__ = ["CreateError", "SessionStore", "UpdateError"]


class SessionStore(DatabaseStore):
    """Reads and writes sessions as the system: who looks is only known afterwards.

    ``person`` is whom the session named when it was read; whether that still holds is for
    ``person_of`` to say.
    """

    person: User | None = None

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
        """Read the session with its person, and note now and then that it is used."""
        rows = run(_SIGN_IN.call(key=self.session_key))
        if not rows:
            self._session_key = None
            return None
        is_due, *columns = rows[0]
        sign_in = from_row(SignIn, tuple(columns[:_SIGN_IN_COLUMNS]))
        if sign_in.user_id is not None:
            self.person = from_row(User, tuple(columns[_SIGN_IN_COLUMNS:]))
        if is_due:
            SignIn.objects.filter(pk=sign_in.pk).update(seen_at=Now())
        return sign_in


def person_signed_in(key: str) -> User | None:
    """Return who is signed in with this key, as a request with its cookie would find them."""
    request = HttpRequest()
    request.session = SessionStore(key)
    person = get_user(request)
    return person if isinstance(person, User) else None


def keys_alive(keys: list[str]) -> set[str]:
    """Return which of these keys still open somebody's session."""
    rows = SignIn.objects.filter(~_IDLE, pk__in=keys, expire_date__gt=Now(), user__is_active=True)
    return set(rows.values_list("pk", flat=True))
