"""The client of Django's internal doors: tells progress, and an outcome a second time, signed."""

# ruff: noqa: N818  # an error's name says the fact, as in the rest of the project

from datetime import UTC, datetime

import httpx
import stamina

from serve_graph.contract import CALLBACK_PATH
from serve_graph.contract_progress import PROGRESS_PATH
from serve_graph.errors import GraphError
from serve_graph.signing import AUDIENCE_DJANGO, sign

CALL_TIMEOUT_S = 5.0
ATTEMPTS_MAX = 3
WAIT_MAX_S = 4.0


class CallbackFailed(GraphError):
    """Django did not take what it was told; the reply of the request itself carries it too."""


class DjangoCallback:
    """Posts outcomes to Django; every try is signed anew, because a token is good for one use."""

    def __init__(self, *, base_url: str, service_key: str) -> None:
        self._url = base_url.rstrip("/")
        self._key = service_key
        self._client = httpx.AsyncClient(timeout=CALL_TIMEOUT_S)

    async def outcome_post(self, body: bytes, *, headers: dict[str, str]) -> None:
        """Post the JSON of an outcome; raises ``CallbackFailed`` after the last try."""
        async for attempt in stamina.retry_context(
            on=_may_pass, attempts=ATTEMPTS_MAX, timeout=None, wait_max=WAIT_MAX_S
        ):
            with attempt:
                await self._post(CALLBACK_PATH, body, headers=headers)

    async def progress_post(self, body: bytes, *, headers: dict[str, str]) -> None:
        """Post the JSON of a ``Progress`` once; raises ``CallbackFailed``."""
        await self._post(PROGRESS_PATH, body, headers=headers)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, path: str, body: bytes, *, headers: dict[str, str]) -> None:
        token = sign(key=self._key, audience=AUDIENCE_DJANGO, body=body, now=datetime.now(tz=UTC))
        signed = {
            **headers,
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }
        try:
            response = await self._client.post(self._url + path, content=body, headers=signed)
        except httpx.HTTPError as error:
            name = type(error).__name__
            raise CallbackFailed("CALLBACK_UNREACHABLE", name, permanent=False) from error
        if response.is_error:
            permanent = response.is_client_error
            status = f"status {response.status_code}"
            raise CallbackFailed("CALLBACK_REFUSED", status, permanent=permanent)


def _may_pass(error: Exception) -> bool:
    return isinstance(error, CallbackFailed) and not error.permanent
