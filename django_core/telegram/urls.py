"""Addresses of the bot."""

from django.urls import path

from django_core.telegram import apis

urlpatterns = [
    path("telegram/v1/webhook/<int:bot_id>", apis.WebhookApi.as_view(), name="telegram-webhook"),
    path("api/v1/telegram/link", apis.LinkApi.as_view(), name="telegram-link"),
]
