"""k8s.devstack: the arguments of the programs that answer people: web, sockets, and their door."""

from collections.abc import Mapping

from k8s.devstack.ports import LOOPBACK

WEB_THREADS = 8


def gunicorn_argv(*, port: int) -> tuple[str, ...]:
    """Return the arguments that start a web process."""
    workers = ("--worker-class", "gthread", "--workers", "1", "--threads", str(WEB_THREADS))
    module = ("-m", "gunicorn", "django_core.config.wsgi:application")
    return (*module, "--bind", f"{LOOPBACK}:{port}", *workers, "--no-control-socket")


def uvicorn_argv(*, port: int) -> tuple[str, ...]:
    """Return the arguments that start a process of sockets.

    What clients say in an address is not logged; a frame is small; compression would cost each
    socket more memory than all the rest of it.
    """
    place = ("--host", LOOPBACK, "--port", str(port), "--lifespan", "off")
    sockets = ("--ws", "websockets-sansio", "--ws-per-message-deflate", "false")
    limits = ("--ws-max-size", "16384", "--ws-ping-interval", "30", "--ws-ping-timeout", "30")
    quiet = ("--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "5")
    module = ("-m", "uvicorn", "django_core.config.asgi:application")
    return (*module, *place, *sockets, *limits, *quiet)


def door_argv(ports: Mapping[str, int]) -> tuple[str, ...]:
    """Return the arguments that start the one address of both."""
    rooms = ("--web", str(ports["web"]), "--sockets", str(ports["sockets"]))
    return ("-m", "k8s.devstack.door", "--port", str(ports["door"]), *rooms)
