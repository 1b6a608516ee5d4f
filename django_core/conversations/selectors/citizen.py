"""The citizen behind a session, as staff may know them."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from django_core.accounts.models import User, UserKind
from django_core.accounts.phones import phone_mask
from django_core.base.errors import Forbidden
from django_core.conversations.models import Session
from django_core.conversations.selectors.sessions import session_get, sessions_visible, with_names

EARLIER_MAX = 20


@dataclass(frozen=True)
class CitizenPanel:
    """Who wrote, where from, and what they wrote about before as far as the viewer may see."""

    citizen: User
    phone_masked: str
    channels: list[str]
    earlier: list[Session]


def citizen_panel_get(viewer: User, *, session_uuid: uuid.UUID) -> CitizenPanel:
    """Return the citizen of a session; raises ``Forbidden`` and ``SessionUnknown``."""
    if viewer.kind == UserKind.CITIZEN:
        raise Forbidden("STAFF_ONLY", _("Only staff see this."))
    session = session_get(viewer, session_uuid=session_uuid)
    citizen = User.objects.get(pk=session.citizen_id)
    rows = sessions_visible(viewer).filter(citizen=citizen).exclude(pk=session.pk)
    channels = session.messages.filter(sender=citizen).order_by().values_list("channel", flat=True)
    return CitizenPanel(
        citizen=citizen,
        phone_masked=phone_mask(citizen.phone or ""),
        channels=sorted(channels.distinct()),
        earlier=list(with_names(rows).order_by("-opened_at", "uuid")[:EARLIER_MAX]),
    )
