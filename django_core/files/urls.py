"""Addresses of files."""

from django.urls import path

from django_core.files import apis

urlpatterns = [
    path("files", apis.FilesApi.as_view(), name="files"),
    path("files/<uuid:file_uuid>", apis.FileApi.as_view(), name="file"),
]
