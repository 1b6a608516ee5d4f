"""The audit log over HTTP, for superusers (P39)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.audit.selectors import AuditWanted, audit_list

ENTRIES_MAX = 100


class AuditRequest(serializers.Serializer[Any]):
    """What the log is narrowed by; ``before_id`` is the last entry that the client has."""

    action = serializers.RegexField(r"^[A-Z][A-Z_]{1,39}$", required=False)
    actor_uuid = serializers.UUIDField(required=False)
    subject_uuid = serializers.UUIDField(required=False)
    subject_kind = serializers.RegexField(r"^[A-Z_]{1,20}$", required=False)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)
    before_id = serializers.IntegerField(min_value=1, required=False)


class AuditEntryReply(serializers.Serializer[Any]):
    """Who did what to whom; ids and codes only."""

    id = serializers.IntegerField()
    happened_at = serializers.DateTimeField()
    action = serializers.CharField()
    actor_kind = serializers.CharField()
    actor_uuid = serializers.UUIDField(allow_null=True)
    subject_kind = serializers.CharField()
    subject_uuid = serializers.UUIDField()
    district_uuid = serializers.UUIDField(allow_null=True)
    details = serializers.DictField(source="data")


class AuditReply(serializers.Serializer[Any]):
    """Entries, the last ones first, and where to go on; a log this long is not counted."""

    results = AuditEntryReply(many=True)
    next_before_id = serializers.IntegerField(allow_null=True)


class AuditApi(APIView):
    """Lists entries."""

    @extend_schema(parameters=[AuditRequest], responses=AuditReply)
    def get(self, request: Request) -> Response:
        """Return up to 100 entries."""
        asked = AuditRequest(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = list(audit_list(wanted=AuditWanted(**asked.validated_data))[: ENTRIES_MAX + 1])
        page = found[:ENTRIES_MAX]
        has_more = len(found) > ENTRIES_MAX
        reply = {"results": page, "next_before_id": page[-1].pk if has_more else None}
        return Response(AuditReply(reply).data)
