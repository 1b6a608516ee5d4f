"""k8s: the arguments of the programs of Django, the same on a laptop and in a container."""

LOOPBACK = "127.0.0.1"
WEB_THREADS = 8
MANAGE = ("-m", "django_core.manage")
CELERY = ("-m", "celery", "-A", "django_core.config.celery")


def gunicorn_argv(*, port: int, host: str = LOOPBACK) -> tuple[str, ...]:
    """Return the arguments that start a web process."""
    workers = ("--worker-class", "gthread", "--workers", "1", "--threads", str(WEB_THREADS))
    module = ("-m", "gunicorn", "django_core.config.wsgi:application")
    return (*module, "--bind", f"{host}:{port}", *workers, "--no-control-socket")


def uvicorn_argv(*, port: int, host: str = LOOPBACK) -> tuple[str, ...]:
    """Return the arguments that start a process of sockets.

    What clients say in an address is not logged; a frame is small; compression would cost each
    socket more memory than all the rest of it.
    """
    place = ("--host", host, "--port", str(port), "--lifespan", "off")
    sockets = ("--ws", "websockets-sansio", "--ws-per-message-deflate", "false")
    limits = ("--ws-max-size", "16384", "--ws-ping-interval", "30", "--ws-ping-timeout", "30")
    quiet = ("--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "5")
    module = ("-m", "uvicorn", "django_core.config.asgi:application")
    return (*module, *place, *sockets, *limits, *quiet)
