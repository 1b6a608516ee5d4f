"""Trying out department texts over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.selectors import viewer_of
from django_core.base.fields import validated
from django_core.conversations.apis.replies import QueuedSessionReply, context_of
from django_core.departments.apis.places import TextSerializer
from django_core.departments.selectors import department_run_by
from django_core.departments.services import TextAsked
from django_core.routing import services


class PreviewTextsRequest(serializers.Serializer[Any]):
    """The texts to try out; a language that is left out stays as it is."""

    texts = TextSerializer(many=True)


class LeaningReply(serializers.Serializer[Any]):
    """Where a message would go; without ``is_sure`` to the operators, who are shown it first."""

    department = serializers.CharField()
    confidence = serializers.FloatField()
    is_sure = serializers.BooleanField()


class MovedReply(serializers.Serializer[Any]):
    """A message that would be routed differently; ``session.department`` is where it is now."""

    session = QueuedSessionReply()
    before = LeaningReply()
    after = LeaningReply()


class PreviewReply(serializers.Serializer[Any]):
    """How many of the latest messages were tried, and which would be routed differently."""

    examined = serializers.IntegerField()
    moved = MovedReply(many=True)


class DepartmentPreviewApi(APIView):
    """Tries out a department's texts."""

    @extend_schema(request=PreviewTextsRequest, responses=PreviewReply)
    def post(self, request: Request, district: str, code: str) -> Response:
        """Route the latest messages with these texts and without; nothing is saved."""
        texts, viewer = validated(PreviewTextsRequest, request)["texts"], viewer_of(request)
        department = department_run_by(viewer, district=district, code=code)
        preview = services.department_preview(
            viewer, department=department, texts=[TextAsked(**text) for text in texts]
        )
        return Response(PreviewReply(preview, context=context_of(request)).data)
