"""How WhiteNoise sends the web's pages, where this server has them.

The settings import it, so that it imports nothing of Django.
"""

from wsgiref.headers import Headers

# Made by `next build`: the name changes with the content.
UNCHANGING = "/_next/static/"
PAGE_HEADERS = {
    # A page names the files of its own build, so that it is asked for each time.
    "Cache-Control": "no-cache",
    # The rest of the policy stands in the page, with the hashes of its scripts (S31).
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
}


def is_unchanging(_path: str, url: str) -> bool:
    """Return whether a browser may keep a file for ever."""
    return url.startswith(UNCHANGING)


def headers_add(headers: Headers, path: str, _url: str) -> None:
    """Add the headers of a page to what WhiteNoise sends."""
    if path.endswith(".html"):
        for name, value in PAGE_HEADERS.items():
            headers[name] = value
