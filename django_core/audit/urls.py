"""Addresses of the audit log."""

from django.urls import path

from django_core.audit.apis import AuditApi

urlpatterns = [path("audit", AuditApi.as_view(), name="audit")]
