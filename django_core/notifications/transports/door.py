"""Which doors there are, by the name that delivery rows keep."""

from django_core.notifications.models import Transport
from django_core.notifications.transports.offline import OfflineDoor
from django_core.notifications.transports.ported import Port, PortedDoor
from django_core.notifications.transports.sms import SmsAdapter
from django_core.notifications.transports.telegram import TelegramAdapter
from django_core.notifications.transports.types import Door
from django_core.notifications.transports.web import WebDoor

_sms, _telegram = PortedDoor(SmsAdapter()), PortedDoor(TelegramAdapter())
_ported = {Transport.SMS: _sms, Transport.TELEGRAM: _telegram}
_doors: dict[str, Door] = {
    Transport.WEB: WebDoor(),
    Transport.OFFLINE: OfflineDoor(),
    Transport.SMS: _sms,
    Transport.TELEGRAM: _telegram,
}


def door_of(transport: str) -> Door:
    """Return the door with this name."""
    return _doors[transport]


def port_register(transport: Transport, port: Port | None) -> None:
    """Plug an adapter into the door of an outside service, or pull it out."""
    _ported[transport].port = port
