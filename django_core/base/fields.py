"""Fields of requests that DRF has no right one for."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request


class RawTextField(serializers.CharField):
    """Text exactly as it came: the service that stores it says what it refuses, and why."""

    def __init__(self) -> None:
        super().__init__(allow_blank=True, trim_whitespace=False)
        self.validators = []


def validated(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """Return the request's body as ``kind`` reads it; raises DRF's ``ValidationError``."""
    serializer = kind(data=request.data)
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data
