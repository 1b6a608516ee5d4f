"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_core.config.settings")  # noqa: TID251  # says where the settings are
application = get_wsgi_application()
