"""How a text reaches a phone: one port, an adapter for the gateway and one without (P37)."""

from functools import cache

from django.conf import settings

from django_core.accounts.transports.eskiz import EskizSms
from django_core.accounts.transports.offline import OfflineSms
from django_core.accounts.transports.port import SmsFailed, SmsPort

__all__ = ["SmsFailed", "SmsPort", "sms_port"]


@cache
def sms_port() -> SmsPort:
    """Return the adapter that the settings choose; one for the life of the process."""
    if settings.SMS_TRANSPORT == "eskiz":
        return EskizSms(
            base_url=settings.ESKIZ_URL,
            email=settings.ESKIZ_EMAIL,
            password=settings.ESKIZ_PASSWORD,
            sender=settings.ESKIZ_SENDER,
        )
    return OfflineSms()
