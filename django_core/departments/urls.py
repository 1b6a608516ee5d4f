"""Addresses of departments."""

from django.urls import path

from django_core.departments.apis import DepartmentsApi

urlpatterns = [path("departments", DepartmentsApi.as_view(), name="departments")]
