"""Addresses of departments."""

from django.urls import path

from django_core.departments.apis import DepartmentsApi, DistrictsApi

urlpatterns = [
    path("districts", DistrictsApi.as_view(), name="districts"),
    path("departments", DepartmentsApi.as_view(), name="departments"),
]
