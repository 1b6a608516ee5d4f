"""Districts and departments for those who run them (P28, Q2)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.selectors import viewer_of
from django_core.base.fields import validated
from django_core.departments import selectors, services
from django_core.departments.models import CODE_PATTERN, IndexState, TextLanguage


class IndexReply(serializers.Serializer[Any]):
    """Whether the index knows the department texts as they are now."""

    state = serializers.ChoiceField(choices=IndexState.choices, source="index_state")
    indexed_at = serializers.DateTimeField(allow_null=True)
    index_version = serializers.CharField()


class DistrictRulesReply(serializers.Serializer[Any]):
    """A district and its rules."""

    code = serializers.CharField()
    name = serializers.CharField()
    number_prefix = serializers.CharField()
    timezone = serializers.CharField()
    is_active = serializers.BooleanField()
    confidence_threshold = serializers.FloatField()
    legal_deadline_days = serializers.IntegerField()
    working_days = serializers.CharField()
    model = serializers.CharField()
    temperature = serializers.FloatField()
    max_tokens = serializers.IntegerField()
    index = IndexReply(source="*")


class DistrictNewRequest(serializers.Serializer[Any]):
    """A new district."""

    code = serializers.RegexField(CODE_PATTERN)
    name = serializers.CharField(max_length=200)
    number_prefix = serializers.RegexField(r"^[A-Z]{2,4}$")


class DistrictRulesRequest(serializers.Serializer[Any]):
    """What changes of a district's rules; what is left out stays."""

    name = serializers.CharField(max_length=200, required=False)
    confidence_threshold = serializers.FloatField(min_value=0, max_value=1, required=False)
    legal_deadline_days = serializers.IntegerField(min_value=1, max_value=365, required=False)
    working_days = serializers.RegexField(r"^[1-7]{1,7}$", required=False)
    model = serializers.RegexField(r"^[A-Za-z0-9._-]{1,100}$", required=False)
    temperature = serializers.FloatField(min_value=0, max_value=2, required=False)
    max_tokens = serializers.IntegerField(min_value=1, max_value=8_192, required=False)
    is_active = serializers.BooleanField(required=False)


class TextSerializer(serializers.Serializer[Any]):
    """A department in one language: what the router compares with."""

    language = serializers.ChoiceField(choices=TextLanguage.choices)
    name = serializers.CharField(max_length=300)
    description = serializers.CharField(max_length=5_000)
    wordings = serializers.ListField(
        child=serializers.CharField(max_length=500), max_length=200, required=False, default=list
    )


class DepartmentChangeRequest(serializers.Serializer[Any]):
    """What changes of a department; what is left out stays."""

    is_active = serializers.BooleanField(required=False, allow_null=True, default=None)
    texts = TextSerializer(many=True, required=False, default=list)


class DepartmentRequest(serializers.Serializer[Any]):
    """A new department with its texts in both languages."""

    code = serializers.RegexField(CODE_PATTERN)
    texts = TextSerializer(many=True)


class DepartmentFullReply(serializers.Serializer[Any]):
    """A department with all that is written of it."""

    department_uuid = serializers.UUIDField(source="uuid")
    code = serializers.CharField()
    is_active = serializers.BooleanField()
    texts = TextSerializer(many=True)


class DistrictsApi(APIView):
    """Lists and makes districts."""

    @extend_schema(responses=DistrictRulesReply(many=True))
    def get(self, request: Request) -> Response:
        """Return the districts that the viewer runs; there are few, so no pages."""
        rows = selectors.districts_run_by(viewer_of(request))
        return Response(DistrictRulesReply(rows, many=True).data)

    @extend_schema(request=DistrictNewRequest, responses={201: DistrictRulesReply})
    def post(self, request: Request) -> Response:
        """Create a district with the usual rules."""
        asked = services.DistrictAsked(**validated(DistrictNewRequest, request))
        district = services.district_create(viewer_of(request), asked=asked)
        return Response(DistrictRulesReply(district).data, status=status.HTTP_201_CREATED)


class DistrictApi(APIView):
    """Shows and changes a district."""

    @extend_schema(responses=DistrictRulesReply)
    def get(self, request: Request, district: str) -> Response:
        """Return the district, its rules and whether its index is behind."""
        found = selectors.district_run_by(viewer_of(request), code=district)
        return Response(DistrictRulesReply(found).data)

    @extend_schema(request=DistrictRulesRequest, responses=DistrictRulesReply)
    def patch(self, request: Request, district: str) -> Response:
        """Change the rules: threshold, deadline, model."""
        rules = validated(DistrictRulesRequest, request)
        changed = services.district_change(viewer_of(request), code=district, rules=rules)
        return Response(DistrictRulesReply(changed).data)


class DistrictIndexApi(APIView):
    """Brings a district's index up to date."""

    @extend_schema(request=None, responses={202: IndexReply})
    def post(self, request: Request, district: str) -> Response:
        """Index the departments of the district anew; the state says when it is done."""
        asked = services.district_reindex(viewer_of(request), code=district)
        return Response(IndexReply(asked).data, status=status.HTTP_202_ACCEPTED)


class DistrictDepartmentsApi(APIView):
    """Lists and makes departments."""

    @extend_schema(responses=DepartmentFullReply(many=True))
    def get(self, request: Request, district: str) -> Response:
        """Return all departments of a district, closed ones too."""
        rows = selectors.departments_run_by(viewer_of(request), district=district)
        return Response(DepartmentFullReply(rows, many=True).data)

    @extend_schema(request=DepartmentRequest, responses={201: DepartmentFullReply})
    def post(self, request: Request, district: str) -> Response:
        """Create a department and let the index know it."""
        data = validated(DepartmentRequest, request)
        department = services.department_create(
            viewer_of(request),
            district=district,
            code=data["code"],
            texts=[services.TextAsked(**text) for text in data["texts"]],
        )
        return Response(DepartmentFullReply(department).data, status=status.HTTP_201_CREATED)


class DistrictDepartmentApi(APIView):
    """Changes a department."""

    @extend_schema(request=DepartmentChangeRequest, responses=DepartmentFullReply)
    def patch(self, request: Request, district: str, code: str) -> Response:
        """Change texts, close or open it; the index follows by itself."""
        data = validated(DepartmentChangeRequest, request)
        place = selectors.department_run_by(viewer_of(request), district=district, code=code)
        changed = services.department_change(
            viewer_of(request),
            department=place,
            texts=[services.TextAsked(**text) for text in data["texts"]],
            is_active=data["is_active"],
        )
        return Response(DepartmentFullReply(changed).data)
