"""What the gateway refuses, in the words and status codes of a real Qdrant server."""

from http import HTTPStatus


class GatewayError(Exception):
    """A request that cannot be answered; ``status`` is the HTTP status Qdrant would send."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RequestMalformed(GatewayError):  # noqa: N818  # an error's name says the fact
    """The request does not say what Qdrant's REST API says, or uses a part not spoken here."""


class CollectionMissing(GatewayError):  # noqa: N818  # an error's name says the fact
    """There is no collection, and no alias, of this name."""

    status = HTTPStatus.NOT_FOUND


class CollectionExists(GatewayError):  # noqa: N818  # an error's name says the fact
    """A collection of this name is there already."""

    status = HTTPStatus.CONFLICT


class FolderLocked(GatewayError):  # noqa: N818  # an error's name says the fact
    """Another process uses the folder; two engines on one folder would destroy it."""

    status = HTTPStatus.LOCKED
