"""A person at the API: what the CLI and the smoke run do, they do through this door only."""

import time
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import httpx

ANSWERS_WITHIN = httpx.Timeout(10.0, connect=3.0)
ROUTES_WITHIN = timedelta(seconds=180)
_POLLS_EVERY_S = 0.25
_STATUSES_ON_THE_WAY = frozenset({"ROUTING"})


class ApiRefused(Exception):  # noqa: N818  # it names the fact
    """The API answered with an error; ``code`` is its stable code."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(status, code, message)
        self.status = status
        self.code = code
        self.message = message


class StillRouting(Exception):  # noqa: N818  # it names the fact
    """The session found neither a department nor a person within the time given."""


@dataclass(frozen=True)
class Submitted:
    """What the API says of a saved message."""

    message_uuid: str
    session_uuid: str
    number: str


class Person:
    """A signed-in person; use as a context manager.

    Raises ``ApiRefused`` for coded errors and ``httpx.TransportError`` when nobody answers.
    """

    def __init__(self, *, base_url: str, username: str, password: str) -> None:
        self.username = username
        self._http = httpx.Client(base_url=base_url, timeout=ANSWERS_WITHIN)
        self._password = password

    def __enter__(self) -> Self:
        self._call(
            "POST",
            "/api/v1/auth/sign-in",
            json={"username": self.username, "password": self._password},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def message_submit(self, *, text: str, client_message_id: str) -> Submitted:
        """Send a message; the same ``client_message_id`` never makes a second one (P6)."""
        answer = self._call(
            "POST",
            "/api/v1/messages",
            json={"text": text, "client_message_id": client_message_id},
        )
        return Submitted(
            message_uuid=answer["message_uuid"],
            session_uuid=answer["session_uuid"],
            number=answer["number"],
        )

    def sessions_open(self) -> list[dict[str, Any]]:
        """Return the own sessions that are not closed."""
        page = self._call("GET", "/api/v1/sessions")
        return [session for session in page["results"] if session["status"] != "CLOSED"]

    def session_get(self, session_uuid: str) -> dict[str, Any]:
        """Return a session in the shape of P10."""
        return self._call("GET", f"/api/v1/sessions/{session_uuid}")

    def session_await(
        self, session_uuid: str, *, within: timedelta = ROUTES_WITHIN
    ) -> dict[str, Any]:
        """Return the session once the pipeline is done with it; raises ``StillRouting``."""
        gives_up_at = time.monotonic() + within.total_seconds()
        while time.monotonic() < gives_up_at:
            session = self.session_get(session_uuid)
            if session["status"] not in _STATUSES_ON_THE_WAY:
                return session
            time.sleep(_POLLS_EVERY_S)
        raise StillRouting(session_uuid)

    def analysis_get(self, session_uuid: str) -> dict[str, Any]:
        """Return what the pipeline saw and chose; for staff, operators and superusers (P19)."""
        return self._call("GET", f"/api/v1/sessions/{session_uuid}/analysis")

    def act(self, session_uuid: str, action: str, **told: str) -> dict[str, Any]:
        """Do to a session what its buttons do, such as ``pick`` or ``replies`` (P23 to P28)."""
        return self._call("POST", f"/api/v1/sessions/{session_uuid}/{action}", json=told)

    def session_end(self, session_uuid: str) -> None:
        """End the session, so that the next message opens a new one (P26)."""
        self._call("POST", f"/api/v1/sessions/{session_uuid}/end", json={})

    def correct(self, session_uuid: str, *, department: str, reason: str) -> dict[str, Any]:
        """Move the session to the right department and teach the router (P25, P30)."""
        return self._call(
            "POST",
            f"/api/v1/sessions/{session_uuid}/corrections",
            json={"department": department, "reason": reason},
        )

    def _call(
        self, method: str, path: str, *, json: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        csrf = self._http.cookies.get("csrftoken")
        headers = {"X-CSRFToken": csrf} if csrf else {}
        response = self._http.request(method, path, json=json, headers=headers)
        answer: dict[str, Any] = response.json() if response.content else {}
        if response.is_error:
            raise ApiRefused(
                response.status_code, answer.get("code", "UNKNOWN"), answer.get("message", "")
            )
        return answer
