"""Addresses of corrections."""

from django.urls import path

from django_core.feedback.apis import CorrectionsApi

urlpatterns = [
    path("sessions/<uuid:session_uuid>/corrections", CorrectionsApi.as_view(), name="corrections"),
]
