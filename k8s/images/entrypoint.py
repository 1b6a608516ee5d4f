"""``python -m k8s.images.entrypoint PROGRAM [ARGUMENT…]``: what a container of Django runs.

The program takes this one's place, so that the signals of the cluster reach it.  Further
arguments are given on: ``web --workers 4``.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from k8s.programs import CELERY, MANAGE, gunicorn_argv, uvicorn_argv

EVERYWHERE = "0.0.0.0"  # noqa: S104  # network policies say who may reach a container
WEB_PORT = 8000
SOCKETS_PORT = 8001
# Gunicorn's heartbeat must not wait for a disk, and the root of the container is read-only.
IN_MEMORY = ("--worker-tmp-dir", "/dev/shm")  # noqa: S108  # each container has its own
METRICS_DIR = "CIVIC_METRICS_DIR"
# They end by themselves, perhaps beside a program that counts.
STEPS = frozenset({"migrate", "manage"})
PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "web": (*gunicorn_argv(port=WEB_PORT, host=EVERYWHERE), *IN_MEMORY),
    "sockets": uvicorn_argv(port=SOCKETS_PORT, host=EVERYWHERE),
    "worker": (*CELERY, "worker"),
    "beat": (*CELERY, "beat"),
    "relay": (*MANAGE, "relay"),
    "sender": (*MANAGE, "sender"),
    "poll": (*MANAGE, "telegram_poll"),
    "migrate": (*MANAGE, "migrate", "--no-input"),
    "manage": MANAGE,
}


def metrics_forget(folder: Path) -> None:
    """Remove what this container counted before it was started anew: its process ids come again."""
    for file in folder.glob("*.db"):
        file.unlink()


def main() -> None:
    """Become the program that the first argument names.

    Raises:
        SystemExit: there is no such program; the message names those there are.

    """
    name, *further = sys.argv[1:] or ["web"]
    if name not in PROGRAMS:
        raise SystemExit(f"{name!r} is none of the programs: {', '.join(PROGRAMS)}")
    if name not in STEPS:
        metrics_forget(Path(os.environ.get(METRICS_DIR) or "/nonexistent"))  # noqa: TID251  # no settings yet
    os.execv(sys.executable, (sys.executable, *PROGRAMS[name], *further))  # noqa: S606  # it becomes the program


if __name__ == "__main__":
    main()
