"""A person's notices over HTTP."""

from typing import Any

from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import override

from django_core.accounts.selectors import viewer_of
from django_core.base.pagination import page_reply
from django_core.notifications.models import Delivery, DeliveryState
from django_core.notifications.selectors import notices_list


class NoticeReply(serializers.Serializer[Any]):
    """Why the viewer was told something, and of which session."""

    notice_uuid = serializers.UUIDField(source="uuid")
    kind = serializers.CharField()
    session_uuid = serializers.UUIDField(source="message.session_id")
    number = serializers.CharField(source="message.session.number")
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    created_at = serializers.DateTimeField()


class NoticesApi(ListAPIView[Delivery]):
    """Lists what the viewer was told."""

    serializer_class = NoticeReply

    @override
    def get(self, request: Request, *_args: object, **_kwargs: object) -> Response:
        """Return one page, newest first."""
        return page_reply(request, notices_list(viewer_of(request)), kind=NoticeReply, context={})
