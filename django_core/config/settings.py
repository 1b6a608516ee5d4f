"""The only place of Django that reads the environment (prefix ``CIVIC_``)."""

import os
import sys
from pathlib import Path

from django.conf.locale import LANG_INFO
from limits import parse as parse_rate

from django_core.config import environment as read
from django_core.config import pages
from django_core.config.database import database_at
from django_core.config.logging import logging_configure
from django_core.config.stores import bucket_store, folder_store

BASE_DIR = Path(__file__).resolve().parent.parent
_env = read.Environment()

# Signs cookies; no default, at least 32 characters.
SECRET_KEY = _env.required("CIVIC_SECRET_KEY", read.secret, placeholder="")
# Shared with the graph; signs what the two say to each other, at least 32 characters.
SERVICE_KEY = _env.required("CIVIC_SERVICE_KEY", read.secret, placeholder="")
# postgres://user:password@host:port/name, the only queue of record. The application's role for
# every process; only `migrate` is told the role that owns the tables.
_DATABASE_URL = _env.required(
    "CIVIC_DATABASE_URL", read.url("postgres", "postgresql"), placeholder="postgres:///"
)
# The role that migrations give the rights of an application to: no owner, no superuser.
DATABASE_APP_ROLE = _env.read("CIVIC_DATABASE_APP_ROLE", read.identifier, default="civic_app")
# redis://host:port/0, the bell; it may vanish at any time.
REDIS_URL = _env.required("CIVIC_REDIS_URL", read.url("redis", "rediss"), placeholder="")
# Where the graph answers /v1/route, /v1/learn and /v1/departments.
GRAPH_URL = _env.required("CIVIC_GRAPH_URL", read.url("http", "https"), placeholder="")
# Shows errors in the browser and allows `dev_seed`; never on a public machine.
DEBUG = _env.read("CIVIC_DEBUG", read.flag, default=False)
# Names this server answers to, comma separated.
ALLOWED_HOSTS = _env.read("CIVIC_ALLOWED_HOSTS", read.names, default=["127.0.0.1", "localhost"])
# Origins whose forms are trusted, with scheme, comma separated.
CSRF_TRUSTED_ORIGINS = _env.read("CIVIC_TRUSTED_ORIGINS", read.names, default=list[str]())
# Lets `curl -u name:password` use the API; for one's own machine only.
API_BASIC_AUTH = _env.read("CIVIC_API_BASIC_AUTH", read.flag, default=False)
# Officials need a second factor; false only on one's own machine.
MFA_REQUIRED = _env.read("CIVIC_MFA_REQUIRED", read.flag, default=True)
# How many proxies of ours stand before this server and write X-Forwarded-For.
PROXIES = _env.read("CIVIC_PROXIES", read.count, default=0)
# How often the API may be asked by one person, and by one address at which nobody is signed in.
RATE_PER_PERSON = _env.read("CIVIC_RATE_PER_PERSON", parse_rate, default=parse_rate("600/minute"))
RATE_PER_ADDRESS = _env.read("CIVIC_RATE_PER_ADDRESS", parse_rate, default=parse_rate("600/minute"))
# eskiz sends codes by SMS; offline sends nothing, and CIVIC_DEV_INBOX shows them.
SMS_TRANSPORT = _env.read("CIVIC_SMS_TRANSPORT", read.one_of("eskiz", "offline"), default="eskiz")
# False stops all SMS at once.
SMS_ENABLED = _env.read("CIVIC_SMS_ENABLED", read.flag, default=True)
# Most SMS in 24 hours, whoever asks.
SMS_DAILY_MAX = _env.read("CIVIC_SMS_DAILY_MAX", read.count, default=2_000)
# The SMS gateway: its address, account, and the sender that phones show.
ESKIZ_URL = _env.read(
    "CIVIC_ESKIZ_URL", read.url("http", "https"), default="https://notify.eskiz.uz"
)
ESKIZ_EMAIL = _env.read("CIVIC_ESKIZ_EMAIL", str, default="")
ESKIZ_PASSWORD = _env.read("CIVIC_ESKIZ_PASSWORD", str, default="")
ESKIZ_SENDER = _env.read("CIVIC_ESKIZ_SENDER", str, default="4546")
# Shows the codes that were sent at /dev/inbox, to everybody; for one's own machine only.
DEV_INBOX = _env.read("CIVIC_DEV_INBOX", read.flag, default=False)
# True behind TLS: cookies travel over https only.
COOKIES_SECURE = _env.read("CIVIC_COOKIES_SECURE", read.flag, default=False)
# Most connections of one process to Postgres; 0 opens one per thread instead of a pool.
DATABASE_POOL_MAX = _env.read("CIVIC_DATABASE_POOL_MAX", read.count, default=10)
# Tasks that one worker runs at a time; they mostly wait for the graph.
WORKER_CONCURRENCY = _env.read("CIVIC_WORKER_CONCURRENCY", read.count, default=8)
# A folder that the processes of one machine share for their metrics; empty keeps them apart.
METRICS_DIR = _env.read("CIVIC_METRICS_DIR", str, default="")
# Where worker, beat, relay, sender and poll answer /health/live and /metrics; 0 answers nowhere.
STATUS_PORT = _env.read("CIVIC_STATUS_PORT", read.count, default=0)
# Where the dashboards of this installation are, for the link at its health; empty shows none.
DASHBOARDS_URL = _env.read("CIVIC_DASHBOARDS_URL", read.url("http", "https"), default="")
# Where `collectstatic` put the files of the admin site; empty serves them from the packages.
STATIC_ROOT = _env.read("CIVIC_STATIC_ROOT", str, default="") or None
# Where the web's pages were built (`make web`); empty serves none, as behind an nginx that does.
WEB_ROOT = _env.read("CIVIC_WEB_ROOT", str, default="")
# DEBUG, INFO, WARNING or ERROR.
LOG_LEVEL = _env.read("CIVIC_LOG_LEVEL", str.upper, default="INFO")
# How people are told, the first way that reaches them: TELEGRAM, SMS, WEB or OFFLINE.
NOTIFY_BY = _env.read("CIVIC_NOTIFY_BY", read.names, default=["TELEGRAM", "WEB"])
# Most sockets that one process holds for a person, and for an address.
LIVE_SOCKETS_PER_PERSON = _env.read("CIVIC_LIVE_SOCKETS_PER_PERSON", read.count, default=20)
LIVE_SOCKETS_PER_ADDRESS = _env.read("CIVIC_LIVE_SOCKETS_PER_ADDRESS", read.count, default=200)
# Days after which the live events of a closed session are forgotten; a tab that was away for
# longer loads the session again.
LIVE_EVENTS_KEPT_DAYS = _env.read("CIVIC_LIVE_EVENTS_KEPT_DAYS", read.count, default=30)
# False where `manage.py sender` runs as a process of its own, as it should.
BEAT_SENDS = _env.read("CIVIC_BEAT_SENDS", read.flag, default=True)
# The bot's token; without one there is no bot.
TELEGRAM_TOKEN = _env.read("CIVIC_TELEGRAM_TOKEN", read.bot_token, default="")
# Where the Bot API answers; another address is a local server.
TELEGRAM_API_URL = _env.read(
    "CIVIC_TELEGRAM_API_URL", read.url("http", "https"), default="https://api.telegram.org"
)
# Telegram sends it in a header with each update; without one the webhook takes nothing.
TELEGRAM_WEBHOOK_SECRET = _env.read("CIVIC_TELEGRAM_WEBHOOK_SECRET", read.secret, default="")
# Where people open the bot, such as https://t.me/civic_bot; links for accounts begin with it.
TELEGRAM_LINK_URL = _env.read("CIVIC_TELEGRAM_LINK_URL", read.url("http", "https"), default="")
# Where people open the web; messages outside of it link to it.
PUBLIC_URL = _env.read("CIVIC_PUBLIC_URL", read.url("http", "https"), default="")
# The password of the people that `dev_seed` makes; empty on every real machine.
DEV_PASSWORD = _env.read("CIVIC_DEV_PASSWORD", str, default="")
# A folder for files that people attach, shared by web and worker; unused with a bucket.
FILES_DIR = _env.read("CIVIC_FILES_DIR", str, default=str(BASE_DIR.parent / ".files"))
# A private bucket for them instead; its endpoint (empty is AWS), region and keys.
FILES_S3_BUCKET = _env.read("CIVIC_FILES_S3_BUCKET", str, default="")
FILES_S3_ENDPOINT = _env.read("CIVIC_FILES_S3_ENDPOINT", read.url("http", "https"), default="")
FILES_S3_REGION = _env.read("CIVIC_FILES_S3_REGION", str, default="us-east-1")
FILES_S3_KEY_ID = _env.read("CIVIC_FILES_S3_KEY_ID", str, default="")
FILES_S3_SECRET = _env.read("CIVIC_FILES_S3_SECRET", str, default="")
if FILES_S3_BUCKET and not (FILES_S3_KEY_ID and FILES_S3_SECRET):
    _env.problem(
        "CIVIC_FILES_S3_KEY_ID and CIVIC_FILES_S3_SECRET: CIVIC_FILES_S3_BUCKET needs them"
    )
if API_BASIC_AUTH and MFA_REQUIRED:
    _env.problem("CIVIC_API_BASIC_AUTH is a way past the second factor: CIVIC_MFA_REQUIRED=false")
if SMS_TRANSPORT == "eskiz" and not (ESKIZ_EMAIL and ESKIZ_PASSWORD):
    _env.problem("CIVIC_ESKIZ_EMAIL and CIVIC_ESKIZ_PASSWORD: CIVIC_SMS_TRANSPORT=eskiz needs them")
_env.check()

if METRICS_DIR:  # prometheus_client reads this when it is first imported.
    Path(METRICS_DIR).mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_DIR

# python-telegram-bot asks to be told that durations are durations.
os.environ["PTB_TIMEDELTA"] = "true"

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "django_core.base",
    "django_core.audit",
    "django_core.realtime",
    "django_core.accounts",
    "django_core.departments",
    "django_core.prompts",
    "django_core.files",
    "django_core.notifications",
    "django_core.conversations",
    "django_core.routing",
    "django_core.feedback",
    "django_core.telegram",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_core.base.middleware.RequestMiddleware",
    "django_core.base.middleware.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_core.accounts.middleware.PersonMiddleware",
    "django_core.base.middleware.ViewerMiddleware",
    "django_core.audit.middleware.LooksMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
ROOT_URLCONF = "django_core.config.urls"
WSGI_APPLICATION = "django_core.config.wsgi.application"
# Live events travel by pub/sub: the layer's other kind never recovers from a restart of Redis.
# Without a timeout of its own on the socket, since a silent channel is nothing unusual.
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_timeout": None, "max_connections": 10_000}],
            "prefix": "civic-live",
        },
    },
}
APPEND_SLASH = False
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": database_at(_DATABASE_URL, pool_max=DATABASE_POOL_MAX)}

LANGUAGE_CODE = "uz"
LANGUAGES = [
    ("uz", "O‘zbekcha"),
    ("uz-cyrl", "Ўзбекча"),
    ("ru", "Русский"),
    ("en", "English"),
]
# Django knows Uzbek in Latin letters only.
LANG_INFO["uz-cyrl"] = LANG_INFO["uz"] | {"code": "uz-cyrl", "name_local": "Ўзбекча"}
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
# Whose days the statistics of a superuser are counted in, who belongs to no district.
STATISTICS_TIME_ZONE = "Asia/Tashkent"
USE_TZ = True
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_ROOT = WEB_ROOT or None
WHITENOISE_INDEX_FILE = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = pages.is_unchanging
WHITENOISE_ADD_HEADERS_FUNCTION = pages.headers_add

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "files": bucket_store(
        FILES_S3_BUCKET,
        endpoint=FILES_S3_ENDPOINT,
        region=FILES_S3_REGION,
        key_id=FILES_S3_KEY_ID,
        secret=FILES_S3_SECRET,
    )
    if FILES_S3_BUCKET
    else folder_store(FILES_DIR),
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django_core.accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = COOKIES_SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
REQUEST_BODY_BYTES_MAX = 256 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = REQUEST_BODY_BYTES_MAX
# A file of 10 MB and what a form adds around it.
UPLOAD_BODY_BYTES_MAX = {"/api/v1/files": 10 * 1024 * 1024 + 64 * 1024}

_AUTHENTICATION = ["django_core.base.permissions.CookieAuthentication"]
if API_BASIC_AUTH:
    _AUTHENTICATION.append("django_core.base.permissions.PasswordAuthentication")
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": _AUTHENTICATION,
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["django_core.base.limits.RateThrottle"],
    "DEFAULT_PARSER_CLASSES": ["django_core.base.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "django_core.base.pagination.CappedPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "django_core.base.api_errors.exception_handle",
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CivicConnect",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "SessionStatusEnum": "django_core.conversations.lifecycle.SessionStatus",
        "MessageStateEnum": "django_core.conversations.lifecycle.MessageState",
        "UserKindEnum": "django_core.accounts.models.UserKind",
        "UserLanguageEnum": "django_core.accounts.models.UserLanguage",
        "TextLanguageEnum": "django_core.departments.models.TextLanguage",
        "FileStateEnum": "django_core.files.models.FileState",
        "DeliveryStateEnum": "django_core.notifications.models.DeliveryState",
        "CloseOutcomeEnum": "django_core.conversations.lifecycle.CloseOutcome",
    },
}

LOGGING_CONFIG = None
logging_configure(level=LOG_LEVEL, stream=sys.stderr, unknown_variables=_env.unknown())
