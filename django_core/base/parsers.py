"""How request bodies are read: JSON, forms where files come; no body may crash the reader."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import SuspiciousOperation
from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser
from typing_extensions import override


class StrictJSONParser(JSONParser):
    """JSON objects only; a body nested too deep is malformed, not an error of ours (S33)."""

    @override
    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the object in the body; raises ``ParseError``."""
        try:
            parsed = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error
        if not isinstance(parsed, dict):
            raise ParseError
        return parsed


class StrictMultiPartParser(MultiPartParser):
    """Forms with a file; one with too many parts is malformed, not an error of ours (S33)."""

    @override
    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> "DataAndFiles[Any, Any]":
        """Return the fields and files of the form; raises ``ParseError``."""
        try:
            return super().parse(stream, media_type, parser_context)
        except SuspiciousOperation as error:
            raise ParseError from error
