"""Taking files, storing them, tying them to messages, forgetting them."""

from django_core.files.services.add import FILES_PER_MESSAGE_MAX, FileGiven, file_add
from django_core.files.services.forget import file_remove, files_erase, files_expire
from django_core.files.services.link import FileUnknown, files_link
from django_core.files.services.read import FilePending, file_open
from django_core.files.services.store import STORE_HANDLER, STORE_JOB, teller_register
from django_core.files.transports.store import StoreAway

__all__ = [
    "FILES_PER_MESSAGE_MAX",
    "STORE_HANDLER",
    "STORE_JOB",
    "FileGiven",
    "FilePending",
    "FileUnknown",
    "StoreAway",
    "file_add",
    "file_open",
    "file_remove",
    "files_erase",
    "files_expire",
    "files_link",
    "teller_register",
]
