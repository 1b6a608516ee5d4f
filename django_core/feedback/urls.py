"""Addresses of corrections and confirmations."""

from django.urls import path

from django_core.feedback import apis

_SESSION = "sessions/<uuid:session_uuid>"
urlpatterns = [
    path(f"{_SESSION}/corrections", apis.CorrectionsApi.as_view(), name="corrections"),
    path(f"{_SESSION}/confirmations", apis.ConfirmationsApi.as_view(), name="confirmations"),
    path("corrections", apis.CorrectionsListApi.as_view(), name="corrections-list"),
    path("corrections/undo", apis.CorrectionsUndoApi.as_view(), name="corrections-undo"),
    path("corrections/<uuid:correction_uuid>", apis.CorrectionApi.as_view(), name="correction"),
    path(
        "corrections/<uuid:correction_uuid>/approve",
        apis.CorrectionApproveApi.as_view(),
        name="correction-approve",
    ),
    path(
        "corrections/<uuid:correction_uuid>/undo",
        apis.CorrectionUndoApi.as_view(),
        name="correction-undo",
    ),
    path(f"{_SESSION}/route", apis.RouteByHandApi.as_view(), name="session-route"),
]
