"""Addresses of the pipeline's results."""

from django.urls import path

from django_core.routing.apis import health, preview, runs
from serve_graph.contract import CALLBACK_PATH
from serve_graph.contract_progress import PROGRESS_PATH

urlpatterns = [
    path(
        "api/v1/sessions/<uuid:session_uuid>/analysis", runs.AnalysisApi.as_view(), name="analysis"
    ),
    path(
        "api/v1/districts/<slug:district>/departments/<slug:code>/preview",
        preview.DepartmentPreviewApi.as_view(),
        name="department-preview",
    ),
    path("api/v1/operator-queue", runs.OperatorQueueApi.as_view(), name="operator-queue"),
    path("api/v1/pipeline-health", health.PipelineHealthApi.as_view(), name="pipeline-health"),
    path(
        "api/v1/quarantine/decisions",
        health.QuarantineDecisionsApi.as_view(),
        name="quarantine-decisions",
    ),
    path("api/v1/quarantine", runs.QuarantineApi.as_view(), name="quarantine"),
    path(
        "api/v1/quarantine/<uuid:session_uuid>/release",
        runs.QuarantineReleaseApi.as_view(),
        name="quarantine-release",
    ),
    path(
        "api/v1/quarantine/<uuid:session_uuid>/reject",
        runs.QuarantineRejectApi.as_view(),
        name="quarantine-reject",
    ),
    path(CALLBACK_PATH.lstrip("/"), runs.OutcomesApi.as_view(), name="outcomes"),
    path(PROGRESS_PATH.lstrip("/"), runs.ProgressApi.as_view(), name="progress"),
]
