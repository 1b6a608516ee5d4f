"""Starts the server: ``python -m k8s.devstack.bot_api --port N``."""

import argparse
import sys

import uvicorn

from k8s.devstack.bot_api.app import app_build
from k8s.devstack.bot_api.chats import Chats

_STOPS_WITHIN_S = 3


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal comes; chats live as long as the process."""
    parser = argparse.ArgumentParser(prog="bot_api", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="TCP port to listen on")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    options = parser.parse_args(arguments)
    uvicorn.run(
        app_build(Chats()),
        host=options.host,
        port=options.port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=_STOPS_WITHIN_S,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
