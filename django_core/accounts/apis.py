"""Signing in and out with the browser's session cookie."""

from typing import Any

from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts import services
from django_core.accounts.models import UserKind, UserLanguage
from django_core.accounts.selectors import viewer_of
from django_core.base.fields import validated


class SignInRequest(serializers.Serializer[Any]):
    """A name and a password."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class MeReply(serializers.Serializer[Any]):
    """Who is signed in."""

    user_uuid = serializers.UUIDField(source="uuid")
    username = serializers.CharField()
    kind = serializers.ChoiceField(choices=UserKind.choices)
    language = serializers.ChoiceField(choices=UserLanguage.choices)
    district = serializers.CharField(source="district.code", allow_null=True, default=None)


class SignInApi(APIView):
    """Opens a session; takes JSON only, which a foreign form cannot send (S16)."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @extend_schema(request=SignInRequest, responses=MeReply)
    def post(self, request: Request) -> Response:
        """Sign a person in."""
        data = validated(SignInRequest, request)
        user = services.sign_in(
            request._request,  # noqa: SLF001  # Django's login wants Django's request
            username=data["username"],
            password=data["password"],
        )
        get_token(request._request)  # noqa: SLF001  # sets the cookie that unsafe requests echo
        return Response(MeReply(user).data)


class SignOutApi(APIView):
    """Ends the session."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Sign the person out."""
        services.sign_out(request._request)  # noqa: SLF001  # Django's logout wants Django's request
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeApi(APIView):
    """Says who is signed in."""

    @extend_schema(responses=MeReply)
    def get(self, request: Request) -> Response:
        """Return the signed-in person."""
        get_token(request._request)  # noqa: SLF001  # sets the cookie that unsafe requests echo
        return Response(MeReply(viewer_of(request)).data)
