"""Addresses of corrections and confirmations."""

from django.urls import path

from django_core.feedback import apis

_SESSION = "sessions/<uuid:session_uuid>"
urlpatterns = [
    path(f"{_SESSION}/corrections", apis.CorrectionsApi.as_view(), name="corrections"),
    path(f"{_SESSION}/confirmations", apis.ConfirmationsApi.as_view(), name="confirmations"),
    path(f"{_SESSION}/route", apis.RouteByHandApi.as_view(), name="session-route"),
]
