"""The door for uvicorn: sockets at /ws/v1/, and the questions of whoever runs the server."""

import gc
import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_core.config.settings")  # noqa: TID251  # says where the settings are
_http = get_asgi_application()

from django_core.realtime.consumers import live_socket  # noqa: E402  # the apps come first

application = ProtocolTypeRouter({"http": _http, "websocket": live_socket})

# What is loaded now stays, so that the collector need not look through it again while people
# connect.
gc.collect()
gc.freeze()
