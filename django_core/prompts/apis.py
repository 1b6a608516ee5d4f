"""Prompts over HTTP, for superusers (P17)."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from typing_extensions import override

from django_core.accounts.models import UserKind
from django_core.accounts.selectors import viewer_of
from django_core.base.errors import Forbidden
from django_core.base.fields import RawTextField, validated
from django_core.base.pagination import page_reply
from django_core.prompts import services
from django_core.prompts.models import PromptPurpose, PromptVersion
from django_core.prompts.selectors import prompts_list


class PromptRequest(serializers.Serializer[Any]):
    """The text of a new version, with places for candidates, message and fence."""

    template = RawTextField()


class PromptReply(serializers.Serializer[Any]):
    """A version of the prompt."""

    version = serializers.CharField()
    purpose = serializers.ChoiceField(choices=PromptPurpose.choices)
    template = serializers.CharField()
    is_active = serializers.BooleanField()
    author_uuid = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()


class PromptsApi(ListAPIView[PromptVersion]):
    """Lists and makes versions."""

    serializer_class = PromptReply

    @override
    def get(self, request: Request, *_args: object, **_kwargs: object) -> Response:
        """Return one page, newest first; when none is active, the text in code is in force."""
        if viewer_of(request).kind != UserKind.SUPERUSER:
            raise Forbidden("SUPERUSERS_ONLY", _("Only superusers see this."))
        return page_reply(request, prompts_list(), kind=PromptReply, context={})

    @extend_schema(request=PromptRequest, responses={201: PromptReply})
    def post(self, request: Request) -> Response:
        """Keep a new version; it is not in force before it is activated."""
        template = validated(PromptRequest, request)["template"]
        prompt = services.prompt_create(viewer_of(request), template=template)
        return Response(PromptReply(prompt).data, status=status.HTTP_201_CREATED)


class PromptActivateApi(APIView):
    """Puts a version in force."""

    @extend_schema(request=None, responses=PromptReply)
    def post(self, request: Request, version: str) -> Response:
        """Activate; the version before is not in force any more."""
        prompt = services.prompt_activate(viewer_of(request), version=version)
        return Response(PromptReply(prompt).data)


class PromptsDeactivateApi(APIView):
    """Goes back to the text in code."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Take every version out of force."""
        services.prompts_deactivate(viewer_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
