"""Settings of Django for tools that only read code: nothing listens at these addresses."""

import os

_NOWHERE = {
    "CIVIC_SECRET_KEY": "for-reading-code-only-secret-key-00000",
    "CIVIC_SERVICE_KEY": "for-reading-code-only-service-key-0000",
    "CIVIC_DATABASE_URL": "postgres://civic:civic@127.0.0.1:1/civic",
    "CIVIC_REDIS_URL": "redis://127.0.0.1:1/0",
    "CIVIC_GRAPH_URL": "http://127.0.0.1:1",
    "CIVIC_SMS_TRANSPORT": "offline",
}
for _name, _value in _NOWHERE.items():
    os.environ.setdefault(_name, _value)

from django_core.config.settings import *  # noqa: E402, F403  # the variables come first
