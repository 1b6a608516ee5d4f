"""The one door to the store of files: a folder, or S3, as the settings say."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (  # type: ignore[import-untyped]  # it ships no types
    BotoCoreError,
    ClientError,
)
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

STORE = "files"


class StoreAway(Exception):  # noqa: N818  # it names the fact
    """The store does not answer; ``code`` says how, without a name or a key."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ContentMissing(Exception):  # noqa: N818  # it names the fact
    """The store answers, and has no such file."""


def store_write(*, key: str, content: bytes, media_type: str) -> None:
    """Keep bytes under a key; safe to repeat.  Raises ``StoreAway``."""
    file = ContentFile(content)
    file.content_type = media_type  # type: ignore[attr-defined]  # S3 tells it to whoever reads
    with _answers():
        _store().save(key, file)


def store_read(key: str) -> bytes:
    """Return what is kept under a key; raises ``StoreAway`` and ``ContentMissing``."""
    with _answers():
        try:
            with _store().open(key) as file:
                content: bytes = file.read()
                return content
        except FileNotFoundError as error:
            raise ContentMissing from error


def store_delete(key: str) -> None:
    """Forget bytes; safe to repeat.  Raises ``StoreAway``."""
    with _answers():
        _store().delete(key)


def _store() -> Storage:
    return storages[STORE]


@contextmanager
def _answers() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, OSError) as error:
        raise StoreAway(f"STORE_AWAY_{type(error).__name__}"[:64]) from error
