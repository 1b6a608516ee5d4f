"""The Eskiz gateway: a token for a month, then a form for each message (P37)."""

import threading
from datetime import timedelta
from typing import Any

import httpx

from django_core.accounts.transports.port import SmsFailed

LOGIN_PATH = "/api/auth/login"
SEND_PATH = "/api/message/sms/send"
ANSWERS_WITHIN = timedelta(seconds=8)
CONNECTS_WITHIN = timedelta(seconds=3)


class EskizSms:
    """Talks to the gateway; one instance serves all threads of a process."""

    def __init__(self, *, base_url: str, email: str, password: str, sender: str) -> None:
        timeout = httpx.Timeout(
            ANSWERS_WITHIN.total_seconds(), connect=CONNECTS_WITHIN.total_seconds()
        )
        self._http = httpx.Client(base_url=base_url, timeout=timeout, trust_env=False)
        self._account = {"email": email, "password": password}
        self._sender = sender
        self._token = ""
        self._lock = threading.Lock()

    def send(self, *, phone: str, text: str) -> None:
        """Hand a text over; a token that has run out is renewed once.  Raises ``SmsFailed``."""
        token = self._token or self._token_renew("")
        answer = self._submit(phone, text, token=token)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            answer = self._submit(phone, text, token=self._token_renew(token))
        if not answer.is_success:
            raise _refused(answer)

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def _submit(self, phone: str, text: str, *, token: str) -> httpx.Response:
        form = {"mobile_phone": phone.lstrip("+"), "message": text, "from": self._sender}
        try:
            return self._http.post(
                SEND_PATH, data=form, headers={"Authorization": f"Bearer {token}"}
            )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise SmsFailed("SMS_GATEWAY_AWAY", permanent=False) from error
        except httpx.TransportError as error:  # It may have been taken: never send it twice.
            raise SmsFailed("SMS_OUTCOME_UNKNOWN", permanent=True, is_unknown=True) from error

    def _token_renew(self, old: str) -> str:
        """Sign in, unless another thread has done so meanwhile."""
        with self._lock:
            if self._token == old:
                self._token = self._login()
            return self._token

    def _login(self) -> str:
        try:
            answer = self._http.post(LOGIN_PATH, data=self._account)
        except httpx.TransportError as error:
            raise SmsFailed("SMS_GATEWAY_AWAY", permanent=False) from error
        if not answer.is_success:
            raise _refused(answer)
        try:
            body: dict[str, Any] = answer.json()
            return str(body["data"]["token"])
        except (ValueError, KeyError, TypeError) as error:
            raise SmsFailed("SMS_ANSWER_INVALID", permanent=False) from error


def _refused(answer: httpx.Response) -> SmsFailed:
    is_passing = answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS
    return SmsFailed(f"SMS_ANSWERED_{answer.status_code}", permanent=not is_passing)
