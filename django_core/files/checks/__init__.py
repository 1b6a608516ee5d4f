"""What a file must be to be kept; it is never kept as it came, but written anew (S17)."""

from django_core.files.checks.kinds import BYTES_MAX, Checked, FileRefused, MediaType, file_check
from django_core.files.checks.names import NAME_CHARS_MAX, name_tidy

__all__ = [
    "BYTES_MAX",
    "NAME_CHARS_MAX",
    "Checked",
    "FileRefused",
    "MediaType",
    "file_check",
    "name_tidy",
]
