"""Phone numbers: which of them may be sent a code, and how they are written (P34, S12)."""

import phonenumbers
from django.utils.translation import gettext as _

from django_core.base.errors import Invalid

REGION = "UZ"
COUNTRY_CODE = 998
LOCAL_DIGITS = 9


class PhoneRefused(Invalid):
    """Not a mobile number of Uzbekistan; a code by SMS would not reach it, or cost a fortune."""


def mobile_parse(raw: str) -> str:
    """Return a mobile number as ``+998901234567``; raises ``PhoneRefused``."""
    try:
        number = phonenumbers.parse(raw, REGION)
    except phonenumbers.NumberParseException as error:
        raise _refused() from error
    is_mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    if number.country_code != COUNTRY_CODE or not is_mobile or number.extension:
        raise _refused()
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def phone_tidy(raw: str) -> str:
    """Return a number as people type it in the form in which numbers are kept, for searching."""
    digits = "".join(char for char in raw if char.isdecimal())
    is_local = len(digits) == LOCAL_DIGITS
    return f"+{COUNTRY_CODE}{digits}" if is_local else f"+{digits}"


def phone_mask(phone: str) -> str:
    """Return a number of which only the country and the last two digits are seen."""
    hidden = "•" * max(0, len(phone) - 6)
    return f"{phone[:4]}{hidden}{phone[-2:]}" if hidden else ""


def _refused() -> PhoneRefused:
    return PhoneRefused("PHONE_NOT_MOBILE", _("A mobile number of Uzbekistan is needed."))
