"""Addresses of sessions and messages."""

from django.urls import path
from django.views import View

from django_core.conversations.apis import canned, citizen, lists, papers, staff


class SessionMessagesApi(lists.MessagesAfterApi, citizen.FollowUpsApi):
    """One address: citizens write here, everybody in sight reads here."""


_of_session: dict[str, type[View]] = {
    "messages": SessionMessagesApi,
    "replies": staff.RepliesApi,
    "notes": staff.NotesApi,
    "pick": staff.PickApi,
    "release": staff.ReleaseApi,
    "reassign": staff.ReassignApi,
    "hold": staff.HoldApi,
    "unhold": staff.UnholdApi,
    "end": staff.EndApi,
    "reopen": staff.ReopenApi,
    "read": staff.ReadApi,
    "rating": citizen.RatingApi,
    "objections": citizen.ObjectionApi,
    "citizen": papers.CitizenPanelApi,
    "deliveries": papers.DeliveriesApi,
    "transcript": papers.TranscriptApi,
}
urlpatterns = [
    path("messages", citizen.MessagesApi.as_view(), name="messages"),
    path("sessions", lists.SessionsApi.as_view(), name="sessions"),
    path("sessions/<uuid:session_uuid>", lists.SessionApi.as_view(), name="session"),
    *(
        path(f"sessions/<uuid:session_uuid>/{name}", view.as_view(), name=f"session-{name}")
        for name, view in _of_session.items()
    ),
    path(
        "sessions/<uuid:session_uuid>/files/<uuid:attachment_uuid>",
        papers.SessionFileApi.as_view(),
        name="session-file",
    ),
    path("queue-counts", lists.QueueCountsApi.as_view(), name="queue-counts"),
    path("unread", lists.UnreadApi.as_view(), name="unread"),
    path("status/<slug:number>", citizen.PublicStatusApi.as_view(), name="status"),
    path(
        "departments/<slug:code>/queue",
        lists.DepartmentQueueApi.as_view(),
        name="department-queue",
    ),
    path(
        "departments/<slug:code>/canned-replies",
        canned.CannedRepliesApi.as_view(),
        name="canned-replies",
    ),
    path("canned-replies/<uuid:reply_uuid>", canned.CannedReplyApi.as_view(), name="canned-reply"),
]
