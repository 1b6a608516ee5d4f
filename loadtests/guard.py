"""loadtests: load goes to this machine only, unless a person says that the cluster is theirs."""

import ipaddress
import socket
from urllib.parse import urlsplit

CLUSTER_FLAG = "--this-cluster-is-mine"


class ForeignHost(Exception):  # noqa: N818  # it names the fact
    """The address is not this machine's, and nobody said that it may be loaded."""


def target_check(url: str, *, is_cluster_allowed: bool = False) -> str:
    """Return ``url`` without a slash at its end; raises ``ForeignHost``.

    Every address that the name leads to must be a loopback one: a name may lie.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = f"{url} is not the address of a web server"
        raise ForeignHost(message)
    if not is_cluster_allowed and not _is_loopback(parts.hostname):
        message = f"{parts.hostname} is not this machine: say {CLUSTER_FLAG} if you may load it"
        raise ForeignHost(message)
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(place[4][0])).is_loopback for place in found)
