"""Addresses of signing in."""

from django.urls import path

from django_core.accounts.apis import own, sign_in

urlpatterns = [
    path("auth/sign-in", sign_in.SignInApi.as_view(), name="sign-in"),
    path("auth/code/request", sign_in.CodeAskApi.as_view(), name="code-request"),
    path("auth/code/verify", sign_in.CodeVerifyApi.as_view(), name="code-verify"),
    path("auth/register", sign_in.RegisterApi.as_view(), name="register"),
    path("auth/sign-out", sign_in.SignOutApi.as_view(), name="sign-out"),
    path("auth/sign-out-everywhere", own.SignOutEverywhereApi.as_view(), name="sign-out-all"),
    path("auth/sessions", own.SignInsApi.as_view(), name="sign-ins"),
    path("auth/sessions/<uuid:sign_in_uuid>", own.SignInEndApi.as_view(), name="sign-in-end"),
    path("auth/password", own.PasswordApi.as_view(), name="password"),
    path("auth/second-factor/replace", own.FactorReplaceApi.as_view(), name="factor-replace"),
    path("auth/second-factor/enrol", own.FactorEnrolApi.as_view(), name="factor-enrol"),
    path("auth/me", own.MeApi.as_view(), name="me"),
]
