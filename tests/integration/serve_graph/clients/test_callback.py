"""The signed callback against a real HTTP server."""

import pytest
import stamina

from serve_graph.clients.callback import CallbackFailed, DjangoCallback
from serve_graph.contract import CALLBACK_PATH
from serve_graph.contract_progress import PROGRESS_PATH
from serve_graph.signing import AUDIENCE_DJANGO, verify
from tests.integration.serve_graph.conftest import django_double

KEY = "k" * 32


async def test_every_try_carries_a_token_of_its_own() -> None:
    with django_double() as django, stamina.set_testing(testing=True, attempts=3, cap=True):
        django.statuses.extend([503, 500])
        callback = DjangoCallback(base_url=django.url, service_key=KEY)

        await callback.outcome_post(b'{"kind": "ROUTED"}', headers={"X-Request-ID": "req-1"})
        await callback.aclose()

    tokens = [headers["authorization"].removeprefix("Bearer ") for _, headers, _ in django.posted]
    claims = [
        verify(key=KEY, audience=AUDIENCE_DJANGO, body=body, token=token)
        for token, (_, _, body) in zip(tokens, django.posted, strict=True)
    ]
    assert len({claim.jti for claim in claims}) == 3
    assert {path for path, _, _ in django.posted} == {CALLBACK_PATH}
    assert {headers["x-request-id"] for _, headers, _ in django.posted} == {"req-1"}


@pytest.mark.parametrize(("status", "tries"), [(401, 1), (500, 3)])
async def test_refusal_is_an_error_and_only_a_passing_one_is_tried_again(
    status: int, tries: int
) -> None:
    with django_double() as django, stamina.set_testing(testing=True, attempts=3, cap=True):
        django.statuses.extend([status] * 5)
        callback = DjangoCallback(base_url=django.url, service_key=KEY)

        with pytest.raises(CallbackFailed) as caught:
            await callback.outcome_post(b"{}", headers={})
        await callback.aclose()

    assert caught.value.permanent is (status == 401)
    assert len(django.posted) == tries


async def test_django_that_is_down_is_a_coded_error() -> None:
    with stamina.set_testing(testing=True):
        callback = DjangoCallback(base_url="http://127.0.0.1:9", service_key=KEY)

        with pytest.raises(CallbackFailed) as caught:
            await callback.outcome_post(b"{}", headers={})
        await callback.aclose()

    assert caught.value.code == "CALLBACK_UNREACHABLE"


async def test_progress_is_told_once_and_signed() -> None:
    with django_double() as django, stamina.set_testing(testing=True, attempts=3, cap=True):
        django.statuses.extend([500, 500])
        callback = DjangoCallback(base_url=django.url, service_key=KEY)

        with pytest.raises(CallbackFailed):
            await callback.progress_post(b"{}", headers={})
        await callback.aclose()

    ((path, headers, body),) = django.posted
    assert path == PROGRESS_PATH
    token = headers["authorization"].removeprefix("Bearer ")
    assert verify(key=KEY, audience=AUDIENCE_DJANGO, body=body, token=token)
