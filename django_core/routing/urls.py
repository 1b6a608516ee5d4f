"""Addresses of the pipeline's results."""

from django.urls import path

from django_core.routing import apis
from serve_graph.contract import CALLBACK_PATH

urlpatterns = [
    path(
        "api/v1/sessions/<uuid:session_uuid>/analysis", apis.AnalysisApi.as_view(), name="analysis"
    ),
    path("api/v1/operator-queue", apis.OperatorQueueApi.as_view(), name="operator-queue"),
    path("api/v1/quarantine", apis.QuarantineApi.as_view(), name="quarantine"),
    path(
        "api/v1/quarantine/<uuid:session_uuid>/release",
        apis.QuarantineReleaseApi.as_view(),
        name="quarantine-release",
    ),
    path(
        "api/v1/quarantine/<uuid:session_uuid>/reject",
        apis.QuarantineRejectApi.as_view(),
        name="quarantine-reject",
    ),
    path(CALLBACK_PATH.lstrip("/"), apis.OutcomesApi.as_view(), name="outcomes"),
]
