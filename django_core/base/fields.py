"""Fields of requests that DRF has no right one for."""

from datetime import date
from functools import cache
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from typing_extensions import override


class RawTextField(serializers.CharField):
    """Text exactly as it came: the service that stores it says what it refuses, and why."""

    def __init__(self) -> None:
        super().__init__(allow_blank=True, trim_whitespace=False)
        self.validators = []


class DayField(serializers.DateField):
    """A day of our time: what is before or after it would only break calendars (S33)."""

    FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)

    @override
    def to_internal_value(self, value: Any) -> date:
        """Return the day; raises DRF's ``ValidationError``."""
        day: date = super().to_internal_value(value)
        if not self.FIRST <= day <= self.LAST:
            self.fail("invalid", format="YYYY-MM-DD")
        return day


def validated(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """Return the request's body as ``kind`` reads it; raises DRF's ``ValidationError``."""
    data: dict[str, Any] = _reader(kind).run_validation(request.data)
    return data


@cache
def _reader(kind: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """Return the one that reads all bodies of a kind: making its fields costs more than reading.

    Threads share it: none of ours keeps anything of what it reads.
    """
    return kind()
