"""What signed-in people do to their own access: password, second factor, sessions (P35)."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts import selectors, services
from django_core.accounts.apis.sign_in import MeReply, OpenApi, me_of
from django_core.accounts.models import SignIn
from django_core.accounts.selectors import viewer_of
from django_core.base.clock import database_now
from django_core.base.fields import validated


class FactorReplaceRequest(serializers.Serializer[Any]):
    """The present proofs."""

    password = serializers.CharField(max_length=200, trim_whitespace=False)
    code = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)


class PasswordRequest(FactorReplaceRequest):
    """The present proofs, and the password to come."""

    new_password = serializers.CharField(max_length=200, trim_whitespace=False)


class ProposalReply(serializers.Serializer[Any]):
    """A key for an authenticator, its address for a QR code, and the token to come back with."""

    key = serializers.CharField()
    uri = serializers.CharField()
    enrolment_token = serializers.CharField()


class FactorEnrolRequest(serializers.Serializer[Any]):
    """A code of the new authenticator, and the token that came with its key."""

    enrolment_token = serializers.CharField(max_length=1_000)
    code = serializers.RegexField(r"^[0-9]{6}$")


class FactorEnrolReply(serializers.Serializer[Any]):
    """Who is signed in now, and the codes to be kept on paper: they are shown once."""

    me = MeReply()
    recovery_codes = serializers.ListField(child=serializers.CharField())


class SignInReply(serializers.Serializer[Any]):
    """A place where the person is signed in."""

    sign_in_uuid = serializers.UUIDField(source="uuid")
    device = serializers.CharField()
    created_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()
    is_current = serializers.SerializerMethodField()

    def get_is_current(self, row: SignIn) -> bool:
        """Return whether it is the one that asks."""
        return bool(row.session_key == self.context["session_key"])


class PasswordApi(APIView):
    """Changes passwords."""

    @extend_schema(request=PasswordRequest, responses={204: None})
    def post(self, request: Request) -> Response:
        """Give the signed-in official another password (P35)."""
        data = validated(PasswordRequest, request)
        new_password = data.pop("new_password")
        services.password_change(
            request._request,  # noqa: SLF001  # its session goes on with a new key
            credentials=_own_credentials(request, data),
            new_password=new_password,
            now=database_now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class FactorReplaceApi(APIView):
    """Proposes new second factors."""

    @extend_schema(request=FactorReplaceRequest, responses=ProposalReply)
    def post(self, request: Request) -> Response:
        """Propose another authenticator to the signed-in official (P35)."""
        credentials = _own_credentials(request, validated(FactorReplaceRequest, request))
        proposal = services.second_factor_replace(
            request._request,  # noqa: SLF001  # guesses are counted by its address
            credentials=credentials,
            now=database_now(),
        )
        return Response(ProposalReply(proposal).data)


class FactorEnrolApi(OpenApi):
    """Takes new second factors."""

    @extend_schema(request=FactorEnrolRequest, responses=FactorEnrolReply)
    def post(self, request: Request) -> Response:
        """Keep the proposed authenticator and sign its owner in (S14)."""
        data = validated(FactorEnrolRequest, request)
        user, made = services.second_factor_enrol(
            request._request,  # noqa: SLF001  # Django's login wants Django's request
            token=data["enrolment_token"],
            code=data["code"],
            now=database_now(),
        )
        return Response({"me": me_of(request, user), "recovery_codes": made.recovery_codes})


class SignOutEverywhereApi(APIView):
    """Ends all sessions of a person."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Sign the person out everywhere, here too."""
        services.sign_ins_end(viewer_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SignInsApi(APIView):
    """Lists where the person is signed in."""

    @extend_schema(responses=SignInReply(many=True))
    def get(self, request: Request) -> Response:
        """Return the places, the last used first; a person has a handful, so no pages."""
        rows = selectors.sign_ins_of(viewer_of(request))[:100]
        context = {"session_key": request._request.session.session_key}  # noqa: SLF001  # Django's request has it
        return Response(SignInReply(rows, many=True, context=context).data)


class SignInEndApi(APIView):
    """Ends one session of a person."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, sign_in_uuid: uuid.UUID) -> Response:
        """Sign the person out there."""
        services.sign_in_end(viewer_of(request), sign_in_uuid=sign_in_uuid)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeApi(APIView):
    """Says who is signed in."""

    @extend_schema(responses=MeReply)
    def get(self, request: Request) -> Response:
        """Return the signed-in person."""
        return Response(me_of(request, viewer_of(request)))


def _own_credentials(request: Request, data: dict[str, str]) -> services.Credentials:
    return services.Credentials(username=viewer_of(request).username, **data)
