"""What Celery is told; read when it is first used, after the settings."""

from django.conf import settings

TASK_ENDS_WITHIN_S = 60
TASK_IS_ASKED_TO_END_AFTER_S = 57
# Longer than the lease of a job (90 s): a task that comes back finds its job claimable.
BROKER_GIVES_BACK_AFTER_S = 120
CALLBACK_TOKENS_EXPIRE_EVERY_S = 600
PROOFS_EXPIRE_EVERY_S = 3_600
UPDATES_EXPIRE_EVERY_S = 3_600
EVENTS_EXPIRE_EVERY_S = 3_600
# A session closes within a minute of its time: warning and closing are looked for twice in it.
CLOCKS_LOOK_EVERY_S = 30
DELIVERIES_SEND_EVERY_S = 10
FILES_EXPIRE_EVERY_S = 600
BEAT_LOOKS_EVERY_S = 5
BEAT_LOCK_ENDS_AFTER_S = 30

broker_url = settings.REDIS_URL
task_ignore_result = True
task_acks_late = True
task_reject_on_worker_lost = True
task_time_limit = TASK_ENDS_WITHIN_S
task_soft_time_limit = TASK_IS_ASKED_TO_END_AFTER_S
task_publish_retry = False
worker_prefetch_multiplier = 1
worker_concurrency = settings.WORKER_CONCURRENCY
# Otherwise Celery closes the whole pool of connections before and after each task, and each opens
# three anew; `connections_give_back` gives the task's own back instead.
CELERY_DB_REUSE_MAX = 1_000_000
worker_hijack_root_logger = False
worker_cancel_long_running_tasks_on_connection_loss = False
broker_connection_retry_on_startup = True
broker_connection_timeout = 2
broker_transport_options = {
    "visibility_timeout": BROKER_GIVES_BACK_AFTER_S,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
beat_scheduler = "django_core.config.beat.SteadyScheduler"
redbeat_redis_url = settings.REDIS_URL
redbeat_key_prefix = "civic:beat:"
# A beat that was killed leaves its lock behind; without these two another waits for 25 minutes.
beat_max_loop_interval = BEAT_LOOKS_EVERY_S
redbeat_lock_timeout = BEAT_LOCK_ENDS_AFTER_S
beat_schedule = {
    "proofs-expire": {"task": "accounts.proofs_expire", "schedule": PROOFS_EXPIRE_EVERY_S},
    "callback-tokens-expire": {
        "task": "routing.callback_tokens_expire",
        "schedule": CALLBACK_TOKENS_EXPIRE_EVERY_S,
    },
    "files-expire": {"task": "files.files_expire", "schedule": FILES_EXPIRE_EVERY_S},
    "live-events-expire": {
        "task": "conversations.events_expire",
        "schedule": EVENTS_EXPIRE_EVERY_S,
    },
    "telegram-updates-expire": {
        "task": "telegram.updates_expire",
        "schedule": UPDATES_EXPIRE_EVERY_S,
    },
    "session-clocks-look": {
        "task": "conversations.session_clocks_look",
        "schedule": CLOCKS_LOOK_EVERY_S,
    },
}
if settings.BEAT_SENDS:
    beat_schedule["deliveries-send"] = {
        "task": "notifications.deliveries_send",
        "schedule": DELIVERIES_SEND_EVERY_S,
    }
