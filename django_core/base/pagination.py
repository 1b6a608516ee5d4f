"""Lists come in pages of bounded size."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

PAGE_SIZE = 20
PAGE_SIZE_MAX = 100


class CappedPagination(PageNumberPagination):
    """Pages of 20, at most 100 when asked for more."""

    page_size = PAGE_SIZE
    max_page_size = PAGE_SIZE_MAX
    page_size_query_param = "page_size"


def page_reply(
    request: Request,
    rows: QuerySet[Any],
    *,
    kind: type[serializers.Serializer[Any]],
    context: dict[str, object],
) -> Response:
    """Return the page that the request asks for, each row as ``kind`` shows it."""
    pages = CappedPagination()
    page = pages.paginate_queryset(rows, request)
    return pages.get_paginated_response(kind(page, many=True, context=context).data)
