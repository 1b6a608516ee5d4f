"""Signing in and out: officials with password and second factor, citizens with a code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts import services
from django_core.accounts.models import User, UserKind, UserLanguage
from django_core.base.addresses import client_address
from django_core.base.clock import database_now
from django_core.base.fields import RawTextField, validated


class SignInRequest(serializers.Serializer[Any]):
    """A name and a password; officials add the code of their authenticator or one on paper."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    code = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)


class MeReply(serializers.Serializer[Any]):
    """Who is signed in."""

    user_uuid = serializers.UUIDField(source="uuid")
    username = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=UserKind.choices)
    language = serializers.ChoiceField(choices=UserLanguage.choices)
    district = serializers.CharField(source="district.code", allow_null=True, default=None)
    departments = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_departments(self, user: User) -> list[str]:
        """Return the codes of the departments that a member of staff works in (P35)."""
        return list(user.memberships.order_by("pk").values_list("department__code", flat=True))


class CodeAskRequest(serializers.Serializer[Any]):
    """A mobile number of Uzbekistan, as people write it."""

    phone = serializers.CharField(max_length=32)


class CodeAskReply(serializers.Serializer[Any]):
    """The challenge that the code will answer; the same for every phone (S11)."""

    challenge_uuid = serializers.UUIDField()
    expires_in_s = serializers.IntegerField()
    resend_after_s = serializers.IntegerField()


class CodeVerifyRequest(CodeAskRequest):
    """The code that came by SMS, for the challenge it answers."""

    challenge_uuid = serializers.UUIDField()
    code = serializers.RegexField(r"^[0-9]{6}$")


class CodeVerifyReply(serializers.Serializer[Any]):
    """Who is signed in now, or a token to register with."""

    me = MeReply(allow_null=True)
    registration_token = serializers.CharField(allow_null=True)


class RegisterRequest(serializers.Serializer[Any]):
    """What a new citizen says of themselves."""

    registration_token = serializers.CharField(max_length=300)
    name = RawTextField()
    district = serializers.CharField(max_length=63)
    language = serializers.ChoiceField(choices=UserLanguage.choices, default=UserLanguage.UZ)


class OpenApi(APIView):
    """A door for nobody in particular; takes JSON only, which a foreign form cannot send (S16)."""

    permission_classes = (AllowAny,)
    authentication_classes = ()


class SignInApi(OpenApi):
    """Opens a session with a password."""

    @extend_schema(request=SignInRequest, responses=MeReply)
    def post(self, request: Request) -> Response:
        """Sign a person in."""
        credentials = services.Credentials(**validated(SignInRequest, request))
        user = services.sign_in(
            request._request,  # noqa: SLF001  # Django's login wants Django's request
            credentials=credentials,
            now=database_now(),
        )
        return Response(me_of(request, user))


class CodeAskApi(OpenApi):
    """Sends codes."""

    @extend_schema(request=CodeAskRequest, responses={202: CodeAskReply})
    def post(self, request: Request) -> Response:
        """Send a code to a phone, known or not (P34)."""
        phone = validated(CodeAskRequest, request)["phone"]
        address = client_address(request._request)  # noqa: SLF001  # it reads Django's request
        asked = services.code_request(phone=phone, address=address)
        reply = {
            "challenge_uuid": asked.challenge_uuid,
            "expires_in_s": int(asked.expires_in.total_seconds()),
            "resend_after_s": int(asked.resend_after.total_seconds()),
        }
        return Response(CodeAskReply(reply).data, status=status.HTTP_202_ACCEPTED)


class CodeVerifyApi(OpenApi):
    """Takes codes."""

    @extend_schema(request=CodeVerifyRequest, responses=CodeVerifyReply)
    def post(self, request: Request) -> Response:
        """Sign the citizen in, or let them register."""
        challenge = services.code_verify(**validated(CodeVerifyRequest, request))
        found = services.citizen_sign_in(
            request._request,  # noqa: SLF001  # Django's login wants Django's request
            challenge=challenge,
        )
        is_known = isinstance(found, User)
        me = me_of(request, found) if isinstance(found, User) else None
        return Response({"me": me, "registration_token": None if is_known else found})


class RegisterApi(OpenApi):
    """Makes citizens."""

    @extend_schema(request=RegisterRequest, responses={201: MeReply})
    def post(self, request: Request) -> Response:
        """Create the citizen whose phone was proved, and sign them in (P34)."""
        data = validated(RegisterRequest, request)
        registration = services.Registration(token=data.pop("registration_token"), **data)
        user = services.citizen_register(
            request._request,  # noqa: SLF001  # Django's login wants Django's request
            registration=registration,
        )
        return Response(me_of(request, user), status=status.HTTP_201_CREATED)


class SignOutApi(APIView):
    """Ends the session."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Sign the person out."""
        services.sign_out(request._request)  # noqa: SLF001  # Django's logout wants Django's request
        return Response(status=status.HTTP_204_NO_CONTENT)


def me_of(request: Request, user: User) -> dict[str, Any]:
    """Return who is signed in now; the answer sets the cookie that unsafe requests echo."""
    get_token(request._request)  # noqa: SLF001  # it belongs to Django's request
    reply: dict[str, Any] = MeReply(user).data
    return reply


def dev_inbox(request: HttpRequest) -> HttpResponse:
    """Show what would have been sent by SMS; the address exists on one's own machine only."""
    return render(request, "accounts/dev_inbox.html", {"messages": services.sms_outbox()})
