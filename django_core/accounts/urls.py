"""Addresses of signing in."""

from django.urls import path

from django_core.accounts.apis import MeApi, SignInApi, SignOutApi

urlpatterns = [
    path("auth/sign-in", SignInApi.as_view(), name="sign-in"),
    path("auth/sign-out", SignOutApi.as_view(), name="sign-out"),
    path("auth/me", MeApi.as_view(), name="me"),
]
