"""The districts, for whoever registers; the departments of the viewer's own."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.selectors import viewer_of
from django_core.departments.models import DepartmentText
from django_core.departments.selectors import departments_list, places_list


class DepartmentTextReply(serializers.ModelSerializer[DepartmentText]):
    """A name and a description in one language."""

    class Meta:
        model = DepartmentText
        fields = ("language", "name", "description")


class DepartmentReply(serializers.Serializer[Any]):
    """A department with all its texts."""

    department_uuid = serializers.UUIDField(source="uuid")
    code = serializers.CharField()
    district = serializers.CharField(source="district.code")
    texts = DepartmentTextReply(many=True)


class DepartmentsApi(APIView):
    """Lists departments."""

    @extend_schema(responses=DepartmentReply(many=True))
    def get(self, request: Request) -> Response:
        """Return the departments; a district has a few dozen, so there are no pages."""
        rows = departments_list(viewer_of(request))
        return Response(DepartmentReply(rows, many=True).data)


class PublicDistrictReply(serializers.Serializer[Any]):
    """A district that can be chosen when one registers."""

    code = serializers.CharField()
    name = serializers.CharField()


class PlacesApi(APIView):
    """Lists the districts that take messages, to everybody."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses=PublicDistrictReply(many=True))
    def get(self, _request: Request) -> Response:
        """Return code and name of each active district."""
        return Response(PublicDistrictReply(places_list(), many=True).data)
