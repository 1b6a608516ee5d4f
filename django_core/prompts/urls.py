"""Addresses of prompts."""

from django.urls import path

from django_core.prompts import apis

urlpatterns = [
    path("prompts", apis.PromptsApi.as_view(), name="prompts"),
    path("prompts/deactivate", apis.PromptsDeactivateApi.as_view(), name="prompts-deactivate"),
    path("prompts/<slug:version>/activate", apis.PromptActivateApi.as_view(), name="prompt-on"),
]
