"""Addresses of the pipeline's results."""

from django.urls import path

from django_core.routing.apis import AnalysisApi, OutcomesApi
from serve_graph.contract import CALLBACK_PATH

urlpatterns = [
    path("api/v1/sessions/<uuid:session_uuid>/analysis", AnalysisApi.as_view(), name="analysis"),
    path(CALLBACK_PATH.lstrip("/"), OutcomesApi.as_view(), name="outcomes"),
]
