"""k8s.devstack: what a part of a stack is: a program, what it needs first, when it is ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from k8s.devstack.children import Command

ANSWERS_WITHIN_S = 2.0
Check = Callable[[], bool]


def nothing_to_do() -> None:
    """Be the action of a service that has none."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """A part of the stack; a step ends by itself, everything else keeps running."""

    name: str
    command: Callable[[], Command]
    needs: tuple[str, ...] = ()
    is_ready: Check = field(default=lambda: True)
    when_ready: Callable[[], None] = nothing_to_do
    is_step: bool = False
    is_server: bool = False
    ready_within_s: float = 60.0


def http_check(url: str, *, headers: Mapping[str, str] | None = None) -> Check:
    """Return a check that asks ``url`` and takes any answer of success for ready."""

    def is_ready() -> bool:
        try:
            return httpx.get(url, headers=headers, timeout=ANSWERS_WITHIN_S).is_success
        except httpx.HTTPError:
            return False

    return is_ready
