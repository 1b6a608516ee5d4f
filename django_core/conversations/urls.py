"""Addresses of sessions and messages."""

from django.urls import path

from django_core.conversations import apis

urlpatterns = [
    path("messages", apis.MessagesApi.as_view(), name="messages"),
    path("sessions", apis.SessionsApi.as_view(), name="sessions"),
    path("sessions/<uuid:session_uuid>", apis.SessionApi.as_view(), name="session"),
    path("sessions/<uuid:session_uuid>/end", apis.SessionEndApi.as_view(), name="session-end"),
    path(
        "departments/<slug:code>/queue", apis.DepartmentQueueApi.as_view(), name="department-queue"
    ),
]
