"""loadtests: people who are signed in at the API, and citizens who take turns."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp

from loadtests.open_loop import Refused

CSRF = "a" * 32
ANSWERS_WITHIN = aiohttp.ClientTimeout(total=35.0, connect=5.0)
SIGN_IN = "/api/v1/auth/sign-in"
OFFICIALS = ("operator", "superuser")
SEEDED_CITIZENS = 100
TRIES_AGAIN_AFTER_S = 0.5
# Shorter than gunicorn keeps a connection (2 s): none is used that the server is closing.
KEPT_FOR_S = 1.0
_MADE_OF = "sessionid"


@dataclass(frozen=True)
class Answer:
    """What the server said; ``server_s`` is its own account of the time, by ``Server-Timing``."""

    status: int
    body: Any
    server_s: dict[str, float]


@dataclass
class Api:
    """The HTTP door for many people at once; use as an async context manager."""

    base_url: str
    _http: aiohttp.ClientSession = field(init=False)
    _live: aiohttp.ClientSession = field(init=False)

    async def __aenter__(self) -> Self:
        """Open both: as a browser does, each socket gets a connection of its own."""
        self._http = self._session(aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_FOR_S))
        self._live = self._session(aiohttp.TCPConnector(limit=0, force_close=True))
        return self

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        nothing_kept = aiohttp.DummyCookieJar()
        return aiohttp.ClientSession(
            self.base_url, connector=connector, cookie_jar=nothing_kept, timeout=ANSWERS_WITHIN
        )

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self._http.close()
        await self._live.close()

    async def post(self, path: str, body: dict[str, Any], *, cookie: str = "") -> Answer:
        """Post as whoever the cookie names; raises ``aiohttp.ClientError`` and ``TimeoutError``."""
        headers = self._headers(cookie)
        async with self._http.post(path, json=body, headers=headers) as response:
            return await _answer(response)

    async def get(self, path: str, *, cookie: str) -> Answer:
        """Get as whoever the cookie names; raises like ``post``."""
        async with self._http.get(path, headers=self._headers(cookie)) as response:
            return await _answer(response)

    async def post_until_heard(self, path: str, body: dict[str, Any], *, cookie: str) -> Answer:
        """Post again and again until the server answers; for what is safe to repeat (P6).

        Raises ``Refused`` for an answer that says no.
        """
        while True:
            try:
                answer = await self.post(path, body, cookie=cookie)
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(TRIES_AGAIN_AFTER_S)
                continue
            if answer.status >= 500:  # from here on the server is at fault
                await asyncio.sleep(TRIES_AGAIN_AFTER_S)
                continue
            if answer.status >= 400:  # and here whoever asked
                raise Refused(str(answer.body.get("code", answer.status)))
            return answer

    async def sign_in(self, username: str, password: str) -> str:
        """Return the cookie of a person who signs in; raises ``Refused``."""
        told = {"username": username, "password": password}
        async with self._http.post(SIGN_IN, json=told) as response:
            if response.status >= 400:  # all of them say no
                raise Refused(f"SIGN_IN_{response.status}")
            return response.cookies[_MADE_OF].value

    async def socket(self, *, cookie: str) -> aiohttp.ClientWebSocketResponse:
        """Open a live socket as a page of a person does."""
        headers = {"Cookie": f"{_MADE_OF}={cookie}", "Origin": self.base_url}
        return await self._live.ws_connect("/ws/v1/", headers=headers, max_msg_size=1 << 20)

    @staticmethod
    def _headers(cookie: str) -> dict[str, str]:
        if not cookie:
            return {}
        return {"Cookie": f"{_MADE_OF}={cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF}


async def _answer(response: aiohttp.ClientResponse) -> Answer:
    content = await response.read()
    body = json.loads(content) if content and response.content_type == "application/json" else {}
    server_s = server_timing_read(response.headers.get("Server-Timing", ""))
    return Answer(status=response.status, body=body, server_s=server_s)


def server_timing_read(header: str) -> dict[str, float]:
    """Return the durations of a ``Server-Timing`` header in seconds."""
    found: dict[str, float] = {}
    for part in header.split(","):
        name, _, rest = part.strip().partition(";")
        key, _, value = rest.strip().partition("=")
        if name and key == "dur":
            found[name] = float(value) / 1_000
    return found


@dataclass
class Citizens:
    """Cookies of citizens without an open session; each is taken once, or until given back."""

    free: deque[str]

    def take(self) -> str:
        """Return the cookie of a citizen who is free; raises ``Refused``."""
        if not self.free:
            raise Refused("NO_FREE_CITIZEN")
        return self.free.popleft()

    def give_back(self, cookie: str) -> None:
        """Let a citizen write again, whose session has ended."""
        self.free.append(cookie)


@dataclass(frozen=True)
class Crew:
    """Everybody whom a run needs; ``is_lent`` citizens' sessions are ended, so that they go on."""

    citizens: Citizens
    officials: dict[str, str]
    is_lent: bool


async def officials_sign_in(api: Api, *, password: str) -> dict[str, str]:
    """Return the cookies of the operator, the superuser and one member of staff a department."""
    cookies = {name: await api.sign_in(name, password) for name in OFFICIALS}
    found = await api.get("/api/v1/departments", cookie=cookies["operator"])
    for code in [str(row["code"]) for row in found.body]:
        cookies[f"staff_{code}"] = await api.sign_in(f"staff_{code}", password)
    return cookies


async def citizens_sign_in(api: Api, *, password: str, count: int) -> Citizens:
    """Sign in seeded citizens who have no open session, at most ``count``."""
    free: deque[str] = deque()
    for number in range(SEEDED_CITIZENS, 0, -1):
        if len(free) >= count:
            break
        cookie = await api.sign_in(f"citizen{number:03d}", password)
        sessions = await api.get("/api/v1/sessions", cookie=cookie)
        if all(row["status"] == "CLOSED" for row in sessions.body["results"]):
            free.append(cookie)
    return Citizens(free)
