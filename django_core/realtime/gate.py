"""Who may open a socket: the page must be ours, and the session cookie must open (S15)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any, ParamSpec, Protocol, TypeVar

from channels.db import DatabaseSyncToAsync
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from django_core.base.addresses import address_of
from django_core.base.rights import Person, acting_as, system_acts, viewer_from

NOT_SIGNED_IN, NOT_ALLOWED, TOO_MUCH = 4401, 4403, 4429
PATH = "/ws/v1/"
THREADS = 4

P = ParamSpec("P")
Result = TypeVar("Result")
Given = TypeVar("Given")
_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="live")


class LivePerson(Person, Protocol):
    """Somebody who is signed in, as far as sockets know them."""

    username: str
    name: str
    language: str


class Door:
    """How the room of people tells who a cookie belongs to, and which still open."""

    find: Callable[[str], LivePerson | None]
    alive: Callable[[list[str]], set[str]]


def door_register(
    *, find: Callable[[str], LivePerson | None], alive: Callable[[list[str]], set[str]]
) -> None:
    """Let the room of people answer for cookies."""
    Door.find, Door.alive = staticmethod(find), staticmethod(alive)


@dataclass(frozen=True)
class Asking:
    """What a browser says when it opens a socket."""

    path: str
    origin: str
    host: str
    key: str
    address: str
    is_secure: bool

    @property
    def is_from_our_page(self) -> bool:
        """Whether the page that opens the socket is ours, scheme included."""
        if not self.origin:
            return False
        if self.origin in settings.CSRF_TRUSTED_ORIGINS:
            return True
        name, _port = split_domain_port(self.host)
        scheme = "https" if self.is_secure else "http"
        is_host_ours = validate_host(name, settings.ALLOWED_HOSTS)
        return is_host_ours and self.origin == f"{scheme}://{self.host}"


def asking_of(scope: dict[str, Any]) -> Asking:
    """Return what the scope says; a query string is not read, so that no secret stands in one."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1"), value.decode("latin-1"))
    client = scope.get("client") or ("", 0)
    return Asking(
        path=scope["path"],
        origin=headers.get("origin", ""),
        host=headers.get("host", "").lower(),
        key=_key_of(headers.get("cookie", "")),
        address=address_of(peer=client[0], forwarded=headers.get("x-forwarded-for", "")),
        is_secure=settings.COOKIES_SECURE or scope.get("scheme") == "wss",
    )


def _key_of(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""


async def in_thread(call: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
    """Run what asks Django's database in one of a few threads of the sockets' own."""
    runs: Any = DatabaseSyncToAsync(call, thread_sensitive=False, executor=_pool)
    result: Result = await runs(*args, **kwargs)
    return result


def person_find(key: str) -> LivePerson | None:
    """Return the person who is signed in with this cookie, if it still opens."""
    with system_acts():
        return Door.find(key) if key else None


def keys_alive(keys: list[str]) -> set[str]:
    """Return which of these cookies still open."""
    with system_acts():
        return Door.alive(keys)


def as_person(
    person: LivePerson, call: Callable[[LivePerson, Given], Result], given: Given
) -> Result:
    """Call for a person, with their rights."""
    with acting_as(viewer_from(person)):
        return call(person, given)
