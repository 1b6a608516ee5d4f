"""Where a request comes from, as far as our own proxies can be believed."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

NETWORK_BITS = {4: 24, 6: 48}


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever sent a request."""
    return address_of(
        peer=str(request.META.get("REMOTE_ADDR", "")),
        forwarded=request.headers.get("X-Forwarded-For", ""),
    )


def address_of(*, peer: str, forwarded: str) -> str:
    """Return the address that the outermost proxy of ours saw; what is left of it is hearsay.

    Without proxies a forwarded header is whatever the client wrote, and is not read (S10).
    """
    hops = [*forwarded.split(","), peer]
    position = min(settings.PROXIES + 1, len(hops))
    return _plain(hops[-position].strip()) or _plain(peer) or "0.0.0.0"  # noqa: S104  # nobody listens there


def network_of(address: str) -> str:
    """Return the network that one household or company would have (/24, /48)."""
    bits = NETWORK_BITS[ip_address(address).version]
    return str(ip_network(f"{address}/{bits}", strict=False))


def _plain(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
