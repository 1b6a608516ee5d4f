"""Looking at the citizen behind a session: written down before it is shown (P39)."""

from django_core.accounts.models import User
from django_core.audit.services import Actor, Subject, audit_record
from django_core.conversations.selectors import CitizenPanel, citizen_panel_get
from django_core.conversations.services.access import Seen


def citizen_panel_show(viewer: User, *, seen: Seen) -> CitizenPanel:
    """Return who the citizen is and what they wrote about before; raises as its selector."""
    panel = citizen_panel_get(viewer, session_uuid=seen.session_uuid)
    audit_record(
        action="CITIZEN_SEEN",
        actor=Actor(kind=viewer.kind, uuid=viewer.pk),
        subject=Subject(
            kind="USER", uuid=panel.citizen.pk, district_uuid=panel.citizen.district_id
        ),
        session_uuid=seen.session_uuid,
    )
    return panel
