"""The bell: says that a job waits, without ever making the caller wait for the broker.

A thread of its own rings, because a stopped broker can hold a socket for seconds (F3).  A ring
that is lost costs only time: the relay rings again what nobody claimed.
"""

import threading
import time
import uuid
from contextlib import suppress
from datetime import timedelta
from queue import Empty, Full, Queue

import structlog
from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

TASK = "base.job_run"
RINGS_WAITING_MAX = 1_000
# Under load the rings of this long travel together: publishing one costs a fifth of a request.
RINGS_TOGETHER_FOR = timedelta(milliseconds=20)
RINGS_TOGETHER_MAX = 100
_IDLE_ENDS_AFTER_S = 30.0

_log = structlog.get_logger("civic.bell")
_rings: Queue[uuid.UUID] = Queue(maxsize=RINGS_WAITING_MAX)
_lock = threading.Lock()
_ringer: threading.Thread | None = None


def bell_ring(job_uuid: uuid.UUID) -> None:
    """Hand the ring to the ringer; returns at once, whatever the broker does."""
    try:
        _rings.put_nowait(job_uuid)
    except Full:
        _log.warning("bell_overfull", job_uuid=str(job_uuid))
        return
    _ringer_ensure()


def bell_publish(job_uuid: uuid.UUID, *others: uuid.UUID) -> bool:
    """Publish one ring to the broker, for one job or several, and return whether it was taken."""
    told = {"job_uuid": str(job_uuid), "others": [str(other) for other in others]}
    try:
        current_app.send_task(TASK, kwargs=told, retry=False)
    except (OperationalError, RedisError, OSError) as error:
        _log.warning("bell_not_heard", job_uuid=str(job_uuid), error=type(error).__name__)
        return False
    return True


def _ringer_ensure() -> None:
    global _ringer  # noqa: PLW0603  # one ringer per process, started when first needed
    with _lock:
        if _ringer is None or not _ringer.is_alive():
            _ringer = threading.Thread(target=_rings_publish, name="bell", daemon=True)
            _ringer.start()


def _rings_publish() -> None:
    while True:
        try:
            waiting = [_rings.get(timeout=_IDLE_ENDS_AFTER_S)]
        except Empty:
            return
        waiting += _rings_take()
        if not bell_publish(*waiting):
            while _rings_take():  # The broker is away: the relay will ring what waits.
                pass
        time.sleep(RINGS_TOGETHER_FOR.total_seconds())


def _rings_take() -> list[uuid.UUID]:
    """Take the rings that wait, as many as travel together."""
    taken: list[uuid.UUID] = []
    with suppress(Empty):
        while len(taken) < RINGS_TOGETHER_MAX:
            taken.append(_rings.get_nowait())
    return taken
