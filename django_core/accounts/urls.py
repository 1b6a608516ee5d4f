"""Addresses of signing in."""

from django.urls import path

from django_core.accounts import apis

urlpatterns = [
    path("auth/sign-in", apis.SignInApi.as_view(), name="sign-in"),
    path("auth/code/request", apis.CodeAskApi.as_view(), name="code-request"),
    path("auth/code/verify", apis.CodeVerifyApi.as_view(), name="code-verify"),
    path("auth/register", apis.RegisterApi.as_view(), name="register"),
    path("auth/sign-out", apis.SignOutApi.as_view(), name="sign-out"),
    path("auth/sign-out-everywhere", apis.SignOutEverywhereApi.as_view(), name="sign-out-all"),
    path("auth/sessions", apis.SignInsApi.as_view(), name="sign-ins"),
    path("auth/sessions/<uuid:sign_in_uuid>", apis.SignInEndApi.as_view(), name="sign-in-end"),
    path("auth/me", apis.MeApi.as_view(), name="me"),
]
