"""Telegram's webhook, and the link between a signed-in person and their chat."""

from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ParseError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.selectors import viewer_of
from django_core.notifications.models import Transport
from django_core.notifications.selectors import address_find
from django_core.telegram import services
from django_core.telegram.bot.reading import UpdateMalformed, received_read

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name
# Real updates nest to about ten.
DEPTH_MAX = 32


class WebhookApi(APIView):
    """Takes updates from Telegram, and from nobody else (S9)."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(exclude=True)
    def post(self, request: Request, bot_id: int) -> Response:
        """Keep an update and answer 200, also when it is kept already; the answering follows."""
        services.webhook_check(secret=request.headers.get(SECRET_HEADER, ""), bot_id=bot_id)
        body: dict[str, Any] = dict(request.data)
        _depth_check(body)
        try:
            received = received_read(body, now=datetime.now(tz=UTC))
        except UpdateMalformed as error:
            raise ParseError from error
        is_new = received is not None and services.update_receive(received, bot_id=bot_id)
        return Response({"is_new": is_new})


class LinkReply(serializers.Serializer[Any]):
    """Whether the bot knows a chat of the person's."""

    is_linked = serializers.BooleanField()


class LinkMadeReply(serializers.Serializer[Any]):
    """A link that makes the chat in which it is opened the person's, once."""

    url = serializers.URLField()
    expires_in_s = serializers.IntegerField()


class LinkApi(APIView):
    """Links the person's account with a chat in Telegram, and unlinks it (P22)."""

    @extend_schema(responses=LinkReply)
    def get(self, request: Request) -> Response:
        """Say whether there is a chat."""
        chat = address_find(viewer_of(request).pk, transport=Transport.TELEGRAM)
        return Response({"is_linked": chat is not None})

    @extend_schema(request=None, responses={201: LinkMadeReply})
    def post(self, request: Request) -> Response:
        """Make a one-time link; an earlier one no longer works."""
        link = services.link_create(viewer_of(request))
        reply = {"url": link.url, "expires_in_s": int(link.expires_in.total_seconds())}
        return Response(reply, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Forget the chat."""
        services.person_unlink(viewer_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _depth_check(value: object) -> None:
    """Raise ``ParseError`` for a body that no update is as deep as."""
    level = [value]
    for _depth in range(DEPTH_MAX):
        level = [part for one in level for part in _parts(one)]
        if not level:
            return
    raise ParseError


def _parts(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
