"""Addresses of notices."""

from django.urls import path

from django_core.notifications.apis import NoticesApi

urlpatterns = [path("notices", NoticesApi.as_view(), name="notices")]
