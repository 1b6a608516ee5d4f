"""What a person was told."""

from django.db.models import QuerySet

from django_core.accounts.models import User
from django_core.notifications.models import Delivery


def notices_list(viewer: User) -> QuerySet[Delivery]:
    """Return what the viewer was told, newest first; never another's (P36)."""
    rows = Delivery.objects.filter(recipient=viewer).select_related("message__session")
    return rows.order_by("-created_at", "uuid")
