"""Forgetting the chats of an erased citizen: what was said there, links, attachments (S29)."""

import uuid

from django.db import transaction

from django_core.notifications.models import Transport
from django_core.notifications.services import addresses_erase
from django_core.telegram.models import Attachment, Chat, LinkCode


def telegram_erase(citizen_uuid: uuid.UUID) -> None:
    """Let the bot know neither the citizen nor their chat; safe to call twice."""
    with transaction.atomic():
        places = addresses_erase(recipient_uuid=citizen_uuid, transport=Transport.TELEGRAM)
        Chat.objects.filter(chat_id__in=[int(place) for place in places]).delete()
        LinkCode.objects.filter(user=citizen_uuid).delete()
        Attachment.objects.filter(user=citizen_uuid).delete()
