"""The door for an ASGI server; live events join here."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_core.config.settings")  # noqa: TID251  # says where the settings are
application = get_asgi_application()
