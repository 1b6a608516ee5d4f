"""Addresses of corrections, confirmations and figures."""

from django.urls import path

from django_core.feedback.apis import corrections, labels, review, statistics

_SESSION = "sessions/<uuid:session_uuid>"
_CORRECTION = "corrections/<uuid:correction_uuid>"
urlpatterns = [
    path(f"{_SESSION}/corrections", labels.CorrectionsApi.as_view(), name="corrections"),
    path(f"{_SESSION}/confirmations", labels.ConfirmationsApi.as_view(), name="confirmations"),
    path(f"{_SESSION}/route", labels.RouteByHandApi.as_view(), name="session-route"),
    path(f"{_SESSION}/voters", corrections.VotersApi.as_view(), name="session-voters"),
    path("corrections", corrections.CorrectionsLogApi.as_view(), name="corrections-log"),
    path("corrections/undo", review.CorrectionsUndoApi.as_view(), name="corrections-undo"),
    path(_CORRECTION, review.CorrectionApi.as_view(), name="correction"),
    path(
        f"{_CORRECTION}/approve", review.CorrectionApproveApi.as_view(), name="correction-approve"
    ),
    path(f"{_CORRECTION}/undo", review.CorrectionUndoApi.as_view(), name="correction-undo"),
    path("statistics", statistics.StatisticsApi.as_view(), name="statistics"),
    path("statistics/export", statistics.StatisticsExportApi.as_view(), name="statistics-export"),
]
