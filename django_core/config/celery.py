"""The Celery application: Redis is only the bell, every fact and every retry is in Postgres."""

import os

from celery import Celery, signals
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_core.config.settings")  # noqa: TID251  # says where the settings are

app = Celery("civic", task_cls="django_core.base.tasks:SystemTask")
app.set_default()  # Threads ring too, and they must find this application.
app.config_from_object("django_core.config.broker")
app.autodiscover_tasks()


@signals.setup_logging.connect
def logging_keep(**_: object) -> None:
    """Keep the logging that the settings configured."""


@signals.task_prerun.connect
@signals.task_postrun.connect
def connections_give_back(**_: object) -> None:
    """Give a task's connection back to the pool, which looks at it before the next one has it."""
    close_old_connections()
