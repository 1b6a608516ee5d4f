"""Districts, for who registers (P34)."""

import pytest

from django_core.departments.models import District

pytestmark = pytest.mark.django_db


def test_whoever_registers_sees_the_active_districts(client, district):
    District.objects.create(code="closed", name="Closed", number_prefix="CL", is_active=False)
    assert client.get("/api/v1/districts").json() == [
        {"code": district.code, "name": district.name}
    ]
