"""k8s.devstack: free ports of this machine."""

import socket

LOOPBACK = "127.0.0.1"


def port_free() -> int:
    """Return a TCP port of the loopback address that nobody listens on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def port_hold() -> socket.socket:
    """Return a socket that keeps its port from others until it is closed.

    It does not listen, so a server that sets ``SO_REUSEADDR`` (all of ours do) can still use
    the port while it is held, and clients are refused until then.
    """
    holder = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind((LOOPBACK, 0))
    return holder


def port_is_free(port: int) -> bool:
    """Return whether a server could listen on ``port`` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
