"""Starts the gateway: ``python -m k8s.devstack.qdrant_gateway --port N --path DIR``."""

import argparse
import sys
from pathlib import Path

import uvicorn

from k8s.devstack.qdrant_gateway.app import app_build
from k8s.devstack.qdrant_gateway.errors import FolderLocked
from k8s.devstack.qdrant_gateway.storage import Storage

EXIT_FOLDER_LOCKED = 75  # EX_TEMPFAIL: the same command works once the other process is gone.
_STOPS_WITHIN_S = 5


def main(arguments: list[str] | None = None) -> int:
    """Serve the folder until a signal comes; return the exit code."""
    parser = argparse.ArgumentParser(prog="qdrant_gateway", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="TCP port to listen on")
    parser.add_argument("--path", type=Path, required=True, help="folder of the collections")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    options = parser.parse_args(arguments)
    try:
        storage = Storage(options.path)
    except FolderLocked as error:
        sys.stderr.write(f"QDRANT_FOLDER_LOCKED: {error.message}\n")
        return EXIT_FOLDER_LOCKED
    with storage:
        uvicorn.run(
            app_build(storage),
            host=options.host,
            port=options.port,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=_STOPS_WITHIN_S,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
