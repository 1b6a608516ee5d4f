"""The SDK's client over connections of our own, and its errors as ours."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import httpx2
from google import genai
from google.genai import errors, types

from serve_graph.errors import GraphError

T = TypeVar("T")

MODEL_GONE = "MODEL_GONE"
_STATUS_GONE = 404
_STATUS_TOO_MANY = 429


@dataclass(frozen=True)
class GeminiAccess:
    """Where Gemini is and how long it may take; ``base_url`` is Google's own when ``None``."""

    api_key: str
    timeout_s: float
    base_url: str | None = None


class GeminiConnection:
    """The SDK's client over connections of our own, so that they can be closed."""

    def __init__(self, access: GeminiAccess) -> None:
        # Given to the SDK, because it would take aiohttp wherever Ray has brought that along.
        self._http = httpx2.AsyncClient()
        # The SDK waits a little longer than the guard, so that one of them, the guard, decides.
        timeout_ms = int(access.timeout_s * 1_000) + 1_000
        options = types.HttpOptions(
            base_url=access.base_url, timeout=timeout_ms, httpx_async_client=self._http
        )
        client = genai.Client(vertexai=False, api_key=access.api_key, http_options=options)
        self.models = client.aio.models

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()


async def asked(call: Callable[[], Awaitable[T]], *, unavailable: type[GraphError]) -> T:
    """Turn the SDK's errors into ours; the messages of a provider never reach a log."""
    try:
        return await call()
    except errors.APIError as error:
        code = MODEL_GONE if error.code == _STATUS_GONE else f"PROVIDER_{error.code}"
        may_pass = error.code == _STATUS_TOO_MANY or error.code >= 500
        message = f"the provider answered {error.code}"
        refusal = unavailable(code, message, permanent=not may_pass)
        refusal.retry_after_s = _retry_after_s(error)
        raise refusal from error
    except (httpx2.HTTPError, errors.UnknownApiResponseError) as error:
        name = type(error).__name__
        raise unavailable("PROVIDER_UNREACHABLE", name, permanent=False) from error


def _retry_after_s(error: errors.APIError) -> float | None:
    """Return when the provider wants to be asked again; the SDK itself does not look."""
    said = error.response.headers.get("retry-after", "") if error.response is not None else ""
    return float(said) if said.isdigit() else None
