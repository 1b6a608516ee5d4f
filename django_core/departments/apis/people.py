"""People for superusers: who works where, in which role, and who may not (Q3, P35)."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from typing_extensions import override

from django_core.accounts.models import User, UserKind, UserLanguage
from django_core.accounts.selectors import viewer_of
from django_core.base.fields import RawTextField, validated
from django_core.base.pagination import page_reply
from django_core.departments import selectors, services
from django_core.departments.selectors import department_with_queue_get

_OFFICIALS = (UserKind.STAFF.value, UserKind.OPERATOR.value, UserKind.SUPERUSER.value)


class PeopleRequest(serializers.Serializer[Any]):
    """What the list is narrowed by."""

    kind = serializers.ChoiceField(choices=UserKind.choices, required=False)
    district = serializers.CharField(required=False, max_length=63)
    department = serializers.CharField(required=False, max_length=63)
    words = serializers.CharField(required=False, max_length=100)
    is_active = serializers.BooleanField(required=False, allow_null=True, default=None)
    is_official = serializers.BooleanField(required=False, default=False)


class PersonReply(serializers.Serializer[Any]):
    """A person as superusers see them."""

    user_uuid = serializers.UUIDField(source="uuid")
    username = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=UserKind.choices)
    language = serializers.ChoiceField(choices=UserLanguage.choices)
    district = serializers.CharField(source="district.code", allow_null=True, default=None)
    departments = serializers.SerializerMethodField()
    is_active = serializers.BooleanField()
    is_on_legal_hold = serializers.BooleanField()
    created_at = serializers.DateTimeField()

    def get_departments(self, user: User) -> list[str]:
        """Return the codes of the departments where the person works."""
        return sorted(row.department.code for row in user.memberships.all())


class PersonRequest(serializers.Serializer[Any]):
    """A new official; the password is to be changed by its owner."""

    username = serializers.RegexField(r"^[A-Za-z0-9._@-]{3,150}$")
    kind = serializers.ChoiceField(choices=_OFFICIALS)
    name = serializers.CharField(max_length=200)
    password = RawTextField()
    district = serializers.CharField(max_length=63, required=False, default="")
    departments = serializers.ListField(
        child=serializers.CharField(max_length=63), max_length=50, required=False, default=list
    )


class PersonMadeReply(serializers.Serializer[Any]):
    """The new official, and what is shown once: authenticator and codes on paper."""

    person = PersonReply()
    authenticator_uri = serializers.CharField()
    recovery_codes = serializers.ListField(child=serializers.CharField())


class PersonDepartmentsRequest(serializers.Serializer[Any]):
    """All departments where a member of staff works from now on."""

    departments = serializers.ListField(child=serializers.CharField(max_length=63), max_length=50)


class PersonRoleRequest(serializers.Serializer[Any]):
    """What an official is from now on."""

    kind = serializers.ChoiceField(choices=_OFFICIALS[:2])


class StaffReply(serializers.Serializer[Any]):
    """A colleague to whom a session can go."""

    user_uuid = serializers.UUIDField(source="uuid")
    name = serializers.SerializerMethodField()

    def get_name(self, user: User) -> str:
        """Return what colleagues call them."""
        return user.name or user.username


class PeopleApi(ListAPIView[User]):
    """Lists and makes people."""

    serializer_class = PersonReply

    @extend_schema(parameters=[PeopleRequest])
    @override
    def get(self, request: Request, *_args: object, **_kwargs: object) -> Response:
        """Return one page, by name."""
        serializer = PeopleRequest(data=request.query_params)
        serializer.is_valid(raise_exception=True)
        wanted = selectors.PeopleWanted(**serializer.validated_data)
        rows = selectors.people_list(viewer_of(request), wanted=wanted)
        return page_reply(request, rows, kind=PersonReply, context={})

    @extend_schema(request=PersonRequest, responses={201: PersonMadeReply})
    def post(self, request: Request) -> Response:
        """Create an official; the second factor is shown in this answer and never again."""
        asked = services.PersonAsked(**validated(PersonRequest, request))
        user, made = services.person_make(viewer_of(request), asked=asked)
        reply = {
            "person": user,
            "authenticator_uri": made.uri,
            "recovery_codes": made.recovery_codes,
        }
        return Response(PersonMadeReply(reply).data, status=status.HTTP_201_CREATED)


class PersonSwitchOffApi(APIView):
    """Takes all access from a person; a citizen can be blocked in the same way."""

    @extend_schema(request=None, responses=PersonReply)
    def post(self, request: Request, user_uuid: uuid.UUID) -> Response:
        """Switch off: signed out everywhere at once (S13)."""
        user = services.person_off(viewer_of(request), user_uuid=user_uuid)
        return Response(PersonReply(user).data)


class PersonSwitchOnApi(APIView):
    """Gives a person their access back."""

    @extend_schema(request=None, responses=PersonReply)
    def post(self, request: Request, user_uuid: uuid.UUID) -> Response:
        """Switch on."""
        user = services.person_on(viewer_of(request), user_uuid=user_uuid)
        return Response(PersonReply(user).data)


class PersonDepartmentsApi(APIView):
    """Says where a member of staff works."""

    @extend_schema(request=PersonDepartmentsRequest, responses=PersonReply)
    def put(self, request: Request, user_uuid: uuid.UUID) -> Response:
        """Set the departments of a member of staff."""
        codes = validated(PersonDepartmentsRequest, request)["departments"]
        user = services.person_departments_set(viewer_of(request), user_uuid=user_uuid, codes=codes)
        return Response(PersonReply(user).data)


class PersonRoleApi(APIView):
    """Says what an official is."""

    @extend_schema(request=PersonRoleRequest, responses=PersonReply)
    def put(self, request: Request, user_uuid: uuid.UUID) -> Response:
        """Make staff an operator, or an operator staff; they sign in again."""
        kind = UserKind(validated(PersonRoleRequest, request)["kind"])
        user = services.person_role_set(viewer_of(request), user_uuid=user_uuid, kind=kind)
        return Response(PersonReply(user).data)


class LegalHoldRequest(serializers.Serializer[Any]):
    """Whether what a citizen wrote must be kept."""

    is_on_legal_hold = serializers.BooleanField()


class PersonEraseApi(APIView):
    """Erases a citizen (S29)."""

    @extend_schema(request=None, responses={202: PersonReply})
    def post(self, request: Request, user_uuid: uuid.UUID) -> Response:
        """Make a citizen nobody; what they wrote follows within minutes, everywhere."""
        user = services.person_erase(viewer_of(request), user_uuid=user_uuid)
        return Response(PersonReply(user).data, status=status.HTTP_202_ACCEPTED)


class PersonHoldApi(APIView):
    """Keeps a citizen from being erased."""

    @extend_schema(request=LegalHoldRequest, responses=PersonReply)
    def put(self, request: Request, user_uuid: uuid.UUID) -> Response:
        """Set or end a legal hold."""
        is_on = validated(LegalHoldRequest, request)["is_on_legal_hold"]
        user = services.person_hold(viewer_of(request), user_uuid=user_uuid, is_on=is_on)
        return Response(PersonReply(user).data)


class DepartmentStaffApi(APIView):
    """Lists the staff of a department, to whom a session can be given (P28)."""

    @extend_schema(responses=StaffReply(many=True))
    def get(self, request: Request, code: str) -> Response:
        """Return the active staff; a department has a few dozen, so no pages."""
        department = department_with_queue_get(viewer_of(request), code=code)
        return Response(StaffReply(selectors.staff_list(department), many=True).data)
