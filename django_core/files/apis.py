"""Files over HTTP: given, taken back; they are read through their session."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_core.accounts.selectors import viewer_of
from django_core.base.fields import validated
from django_core.base.parsers import StrictMultiPartParser
from django_core.files import services
from django_core.files.checks import BYTES_MAX, MediaType
from django_core.files.models import FileState


class FileRequest(serializers.Serializer[Any]):
    """One file: JPEG, PNG, WebP or PDF, up to 10 MB."""

    file = serializers.FileField(allow_empty_file=True, max_length=None)


class FileReply(serializers.Serializer[Any]):
    """A file as it is shown beside its message; PENDING ones cannot be opened yet (F17)."""

    file_uuid = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    media_type = serializers.ChoiceField(choices=MediaType.choices)
    size_bytes = serializers.IntegerField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=FileState.choices)


class FilesApi(APIView):
    """Takes files."""

    parser_classes = (StrictMultiPartParser,)

    @extend_schema(request={"multipart/form-data": FileRequest}, responses={201: FileReply})
    def post(self, request: Request) -> Response:
        """Keep a file for 24 hours, or for good once a message is sent with it."""
        given = validated(FileRequest, request)["file"]
        # One byte more than is allowed is enough to be refused.
        file = services.FileGiven(name=given.name, content=given.read(BYTES_MAX + 1))
        attachment = services.file_add(viewer_of(request), given=file)
        return Response(FileReply(attachment).data, status=status.HTTP_201_CREATED)


class FileApi(APIView):
    """Forgets a file."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, file_uuid: uuid.UUID) -> Response:
        """Take back a file that was not sent yet."""
        services.file_remove(viewer_of(request), file_uuid=file_uuid)
        return Response(status=status.HTTP_204_NO_CONTENT)
