"""Sessions and messages to be read over HTTP: lists, filters, one session, its new messages."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from typing_extensions import override

from django_core.accounts.selectors import viewer_of
from django_core.base.fields import DayField
from django_core.base.pagination import PAGE_SIZE_MAX, page_reply
from django_core.conversations import selectors, services
from django_core.conversations.apis.replies import (
    MessageReply,
    QueuedSessionReply,
    SessionDetailReply,
    context_of,
    detail_of,
)
from django_core.conversations.lifecycle import SessionStatus, Verdict
from django_core.conversations.models import Session
from django_core.departments.selectors import department_with_queue_get

_VERDICTS = (*Verdict.values, selectors.UNVERIFIED)


class WantedRequest(serializers.Serializer[Any]):
    """What the list of sessions is narrowed by; what is left out narrows nothing."""

    number = serializers.CharField(required=False, max_length=20)
    status = serializers.ChoiceField(choices=SessionStatus.choices, required=False)
    department = serializers.CharField(required=False, max_length=63)
    channel = serializers.CharField(required=False, max_length=20)
    language = serializers.CharField(required=False, max_length=2)
    verdict = serializers.ChoiceField(choices=_VERDICTS, required=False)
    phone = serializers.CharField(required=False, max_length=30)
    words = serializers.CharField(required=False, max_length=200)
    opened_from = DayField(required=False)
    opened_to = DayField(required=False)
    is_mine = serializers.BooleanField(required=False)
    is_overdue = serializers.BooleanField(required=False)
    is_unassigned = serializers.BooleanField(required=False)
    is_held = serializers.BooleanField(required=False)
    is_oldest_first = serializers.BooleanField(required=False)


class AfterRequest(serializers.Serializer[Any]):
    """The last message that the client has, and how many more it takes."""

    after_seq = serializers.IntegerField(min_value=0, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=PAGE_SIZE_MAX, default=PAGE_SIZE_MAX)


class MessagesAfterReply(serializers.Serializer[Any]):
    """Messages in order, and whether there are more."""

    results = MessageReply(many=True)
    last_sequence = serializers.IntegerField()
    has_more = serializers.BooleanField()


class UnreadReply(serializers.Serializer[Any]):
    """How much the viewer has not read in open sessions."""

    sessions = serializers.IntegerField()
    messages = serializers.IntegerField()


class SessionsApi(ListAPIView[Session]):
    """Lists the sessions that the viewer may see."""

    serializer_class = QueuedSessionReply

    @extend_schema(parameters=[WantedRequest])
    @override
    def get(self, request: Request, *_args: object, **_kwargs: object) -> Response:
        """Return one page, newest first unless it is asked the other way round."""
        wanted = selectors.Wanted(**query_of(WantedRequest, request))
        rows = services.sessions_search(viewer_of(request), wanted=wanted)
        return page_reply(request, rows, kind=QueuedSessionReply, context=context_of(request))


class SessionApi(APIView):
    """Shows one session."""

    @extend_schema(responses=SessionDetailReply)
    def get(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Return the session with its messages (P10)."""
        return Response(detail_of(request, session_uuid))


class MessagesAfterApi(APIView):
    """Shows the messages of a session that a client does not have yet."""

    @extend_schema(parameters=[AfterRequest], responses=MessagesAfterReply)
    def get(self, request: Request, session_uuid: uuid.UUID) -> Response:
        """Return what came after ``after_seq``, in order and without a gap (F16)."""
        asked, viewer = query_of(AfterRequest, request), viewer_of(request)
        session = selectors.session_get(viewer, session_uuid=session_uuid)
        rows = selectors.session_messages(viewer, session=session, after=asked["after_seq"])
        found = list(rows[: asked["limit"] + 1])
        page = {
            "results": found[: asked["limit"]],
            "last_sequence": session.last_sequence,
            "has_more": len(found) > asked["limit"],
        }
        return Response(MessagesAfterReply(page).data)


class QueueCountsReply(serializers.Serializer[Any]):
    """How many sessions stand in each queue of an inbox."""

    unassigned = serializers.IntegerField()
    mine = serializers.IntegerField()
    held = serializers.IntegerField()
    overdue = serializers.IntegerField()
    closed = serializers.IntegerField()


class QueueCountsApi(APIView):
    """Counts the queues of the viewer's inbox."""

    @extend_schema(responses=QueueCountsReply)
    def get(self, request: Request) -> Response:
        """Return the counts; a session may stand in more than one queue."""
        return Response(QueueCountsReply(selectors.queue_counts(viewer_of(request))).data)


class UnreadApi(APIView):
    """Counts what the viewer has not read."""

    @extend_schema(responses=UnreadReply)
    def get(self, request: Request) -> Response:
        """Return the counts (P29)."""
        return Response(UnreadReply(selectors.unread_totals(viewer_of(request))).data)


class DistrictRequest(serializers.Serializer[Any]):
    """A district, where a superuser has several departments of one code."""

    district = serializers.CharField(required=False, max_length=63)


class DepartmentQueueApi(ListAPIView[Session]):
    """Lists what waits in a department."""

    serializer_class = QueuedSessionReply

    @extend_schema(parameters=[DistrictRequest])
    @override
    def get(self, request: Request, *_args: object, **kwargs: str) -> Response:
        """Return one page, oldest first."""
        viewer = viewer_of(request)
        wanted = query_of(DistrictRequest, request)
        department = department_with_queue_get(viewer, code=kwargs["code"], **wanted)
        rows = selectors.department_queue(viewer, department=department)
        return page_reply(request, rows, kind=QueuedSessionReply, context=context_of(request))


def query_of(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """Return the address's parameters as ``kind`` reads them; raises DRF's ``ValidationError``."""
    serializer = kind(data=request.query_params)
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data
