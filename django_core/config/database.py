"""How a process reaches Postgres: its time limits, and a pool of connections.

The settings import it, so that it imports nothing of Django.
"""

from datetime import timedelta
from typing import Any

import environ  # type: ignore[import-untyped]  # it ships no types

_STATEMENT_TIMEOUT = timedelta(seconds=30)
_CONNECTS_WITHIN = timedelta(seconds=5)


def database_at(url: str, *, pool_max: int) -> dict[str, Any]:
    """Return the database at ``url``; 0 of ``pool_max`` opens a connection per thread instead."""
    database: dict[str, Any] = dict(environ.Env.db_url_config(url))
    options: dict[str, Any] = {
        "connect_timeout": int(_CONNECTS_WITHIN.total_seconds()),
        "options": f"-c statement_timeout={int(_STATEMENT_TIMEOUT.total_seconds() * 1000)}",
    }
    if pool_max:
        options["pool"] = {"min_size": min(2, pool_max), "max_size": pool_max, "timeout": 10}
    # A pool keeps connections for itself, so Django must not keep them for a thread as well.
    # It looks at each one before use, so that a restart of Postgres heals by itself.
    return database | {
        "ENGINE": "django_core.base.postgres",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        # A cursor that outlives its statement would outlive the viewer that was told with it.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
    }
