"""Codes go to mobile numbers of Uzbekistan only (P34, S12)."""

import pytest

from django_core.accounts.phones import PhoneRefused, mobile_parse


@pytest.mark.parametrize(
    "raw", ["+998901234567", "901234567", "998 90 123-45-67", "+998 (90) 123 45 67"]
)
def test_mobile_number_is_written_in_one_way(raw):
    assert mobile_parse(raw) == "+998901234567"


@pytest.mark.parametrize(
    "raw",
    [
        "+998551234567",  # 55 is fixed.
        "+998712345678",
        "+79161234567",
        "+18005550199",
        "+9989012345",
        "+99890123456789",
        "+998901234567;ext=5",
        "",
        "phone",
        "\x00",
    ],
)
def test_everything_else_is_refused(raw):
    with pytest.raises(PhoneRefused):
        mobile_parse(raw)
