"""Statistics over HTTP: as JSON for charts, as CSV for a spreadsheet (P38, X1)."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.selectors import viewer_of
from django_core.base.fields import DayField
from django_core.conversations.apis.lists import query_of
from django_core.feedback import selectors
from django_core.feedback.selectors.sql import SETS
from django_core.routing.apis.health import StageHealthReply

PERIOD_DEFAULT = timedelta(days=29)
TABLES = (
    *(f"{kind}_{group}" for kind in ("service", "routing") for group in SETS.values()),
    *("calibration", "confusion", "stages"),
)


class StatisticsRequest(serializers.Serializer[Any]):
    """A period of whole days, the last 30 by default, and what it is narrowed by."""

    since = DayField(required=False)
    until = DayField(required=False)
    district = serializers.CharField(required=False, max_length=63)
    department = serializers.CharField(required=False, max_length=63)
    channel = serializers.CharField(required=False, max_length=20)
    language = serializers.CharField(required=False, max_length=2)


class ExportRequest(StatisticsRequest):
    """Which table."""

    table = serializers.ChoiceField(choices=TABLES, default=TABLES[0])


class ServiceReply(serializers.Serializer[Any]):
    """How the service did for one day, department, channel or language; shares are 0 to 1."""

    key = serializers.CharField()
    sessions = serializers.IntegerField()
    route_p50_s = serializers.FloatField(allow_null=True)
    route_p90_s = serializers.FloatField(allow_null=True)
    reply_p50_s = serializers.FloatField(allow_null=True)
    reply_p90_s = serializers.FloatField(allow_null=True)
    close_p50_s = serializers.FloatField(allow_null=True)
    close_p90_s = serializers.FloatField(allow_null=True)
    overdue = serializers.IntegerField()
    overdue_share = serializers.FloatField(allow_null=True)
    closed = serializers.IntegerField()
    auto_closed = serializers.IntegerField()
    auto_closed_share = serializers.FloatField(allow_null=True)
    ratings = serializers.IntegerField()
    rating = serializers.FloatField(allow_null=True)
    injections = serializers.IntegerField()
    injection_share = serializers.FloatField(allow_null=True)


class RoutingReply(serializers.Serializer[Any]):
    """How the router did; a correction counts against the department that it had chosen."""

    key = serializers.CharField()
    analysed = serializers.IntegerField()
    abstained = serializers.IntegerField()
    abstain_share = serializers.FloatField(allow_null=True)
    verified = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    corrected = serializers.IntegerField()
    override_share = serializers.FloatField(allow_null=True)
    accuracy = serializers.FloatField(allow_null=True)


class ServiceGroupsReply(serializers.Serializer[Any]):
    """The service in each way of grouping."""

    total = ServiceReply(many=True)
    day = ServiceReply(many=True)
    department = ServiceReply(many=True)
    channel = ServiceReply(many=True)
    language = ServiceReply(many=True)


class RoutingGroupsReply(serializers.Serializer[Any]):
    """The routing in each way of grouping."""

    total = RoutingReply(many=True)
    day = RoutingReply(many=True)
    department = RoutingReply(many=True)
    channel = RoutingReply(many=True)
    language = RoutingReply(many=True)


class CalibrationReply(serializers.Serializer[Any]):
    """Sessions whose confidence lay in one tenth, and how often the router was right there."""

    bin = serializers.IntegerField()
    count = serializers.IntegerField()
    confidence = serializers.FloatField()
    accuracy = serializers.FloatField()


class ConfusionReply(serializers.Serializer[Any]):
    """How often one department was chosen when another, or the same, was right."""

    chosen = serializers.CharField()
    right = serializers.CharField()
    count = serializers.IntegerField()


class StatisticsReply(serializers.Serializer[Any]):
    """The figures of a period."""

    since = serializers.DateField(source="wanted.since")
    until = serializers.DateField(source="wanted.until")
    service = ServiceGroupsReply()
    routing = RoutingGroupsReply()
    calibration = CalibrationReply(many=True)
    calibration_error = serializers.FloatField(allow_null=True)
    confusion = ConfusionReply(many=True)
    stages = StageHealthReply(many=True)


class StatisticsApi(APIView):
    """Shows figures."""

    @extend_schema(parameters=[StatisticsRequest], responses=StatisticsReply)
    def get(self, request: Request) -> Response:
        """Return the figures of a period that the viewer may see."""
        found = _found(request, query_of(StatisticsRequest, request))
        return Response(StatisticsReply(found).data)


class StatisticsExportApi(APIView):
    """Hands out one table of the figures."""

    @extend_schema(parameters=[ExportRequest], responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request) -> HttpResponse:
        """Return the table as CSV; no cell of it is a formula (S32)."""
        asked = query_of(ExportRequest, request)
        table = asked.pop("table")
        written = StringIO()
        rows = selectors.statistics_table(_found(request, asked), table=table)
        csv.writer(written).writerows(rows)
        # The mark at the beginning lets a spreadsheet read it as UTF-8.
        response = HttpResponse(
            "\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{table}.csv"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


def _found(request: Request, asked: dict[str, Any]) -> selectors.Statistics:
    until = asked.pop("until", None) or datetime.now(tz=UTC).date()
    since = asked.pop("since", None) or until - PERIOD_DEFAULT
    wanted = selectors.StatisticsWanted(since=since, until=until, **asked)
    return selectors.statistics_get(viewer_of(request), wanted=wanted)
