"""Canned replies over HTTP (P29)."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from typing_extensions import override

from django_core.accounts.models import UserLanguage
from django_core.accounts.selectors import viewer_of
from django_core.base.fields import RawTextField, validated
from django_core.base.pagination import page_reply
from django_core.conversations import selectors, services
from django_core.conversations.apis.lists import DistrictRequest, query_of
from django_core.conversations.models import CannedReply
from django_core.departments.selectors import department_with_queue_get


class CannedRequest(serializers.Serializer[Any]):
    """What a canned reply says."""

    language = serializers.ChoiceField(choices=UserLanguage.choices)
    title = RawTextField()
    text = RawTextField()


class CannedListRequest(DistrictRequest):
    """In which language canned replies are wanted."""

    language = serializers.ChoiceField(choices=UserLanguage.choices, required=False, default="")


class CannedReplyReply(serializers.Serializer[Any]):
    """A canned reply of a department."""

    canned_reply_uuid = serializers.UUIDField(source="uuid")
    department = serializers.CharField(source="department.code")
    language = serializers.ChoiceField(choices=UserLanguage.choices)
    title = serializers.CharField()
    text = serializers.CharField()


class CannedRepliesApi(ListAPIView[CannedReply]):
    """Lists and takes the canned replies of a department."""

    serializer_class = CannedReplyReply

    @extend_schema(parameters=[CannedListRequest])
    @override
    def get(self, request: Request, *_args: object, **kwargs: str) -> Response:
        """Return one page in the order of language and title."""
        wanted = query_of(CannedListRequest, request)
        language = wanted.pop("language")
        department = department_with_queue_get(viewer_of(request), code=kwargs["code"], **wanted)
        rows = selectors.canned_replies_list(department, language=language)
        return page_reply(request, rows, kind=CannedReplyReply, context={})

    @extend_schema(request=CannedRequest, responses={201: CannedReplyReply})
    def post(self, request: Request, *_args: object, **kwargs: str) -> Response:
        """Keep a new canned reply."""
        author = viewer_of(request)
        words = services.CannedWords(**validated(CannedRequest, request))
        department = department_with_queue_get(author, code=kwargs["code"])
        reply = services.canned_reply_create(author, department=department, words=words)
        return Response(CannedReplyReply(reply).data, status=status.HTTP_201_CREATED)


class CannedReplyApi(APIView):
    """Changes and removes a canned reply."""

    @extend_schema(request=CannedRequest, responses=CannedReplyReply)
    def put(self, request: Request, reply_uuid: uuid.UUID) -> Response:
        """Give it other words."""
        words = services.CannedWords(**validated(CannedRequest, request))
        actor = viewer_of(request)
        reply = services.canned_reply_change(actor, reply_uuid=reply_uuid, words=words)
        return Response(CannedReplyReply(reply).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, reply_uuid: uuid.UUID) -> Response:
        """Remove it."""
        services.canned_reply_delete(viewer_of(request), reply_uuid=reply_uuid)
        return Response(status=status.HTTP_204_NO_CONTENT)
