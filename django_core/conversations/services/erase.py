"""Forgetting what a citizen wrote and was told; the session stays as a number (S29)."""

import uuid

from django.db import transaction

from django_core.base.jobs import JobPostponed, job_cancel
from django_core.conversations.lifecycle import ROUTE_JOB, CloseReason, Notice, SessionStatus
from django_core.conversations.models import Message, Objection, Rating, Session
from django_core.conversations.services.assign import session_lock
from django_core.conversations.services.close import session_close
from django_core.files.services import StoreAway, files_erase
from django_core.notifications.services import notices_forget


def conversations_erase(citizen_uuid: uuid.UUID) -> None:
    """Empty every message of a citizen's sessions, also what staff answered and noted.

    What was open is closed.  Raises ``JobPostponed`` while the store of files is away.
    """
    sessions = Session.objects.filter(citizen=citizen_uuid)
    for session_uuid in sessions.exclude(status=SessionStatus.CLOSED).values_list("pk", flat=True):
        _end(session_uuid)
    messages = Message.objects.filter(session__citizen=citizen_uuid)
    try:
        message_uuids = list(messages.values_list("pk", flat=True))
        files_erase(uploader_uuid=citizen_uuid, message_uuids=message_uuids)
    except StoreAway as away:
        raise JobPostponed(away.code) from away
    with transaction.atomic():
        spoken = messages.filter(notice="")
        spoken.update(
            text="",
            notice=Notice.ERASED,
            file_count=0,
            latitude=None,
            longitude=None,
            client_message_id=None,
        )
        Rating.objects.filter(citizen=citizen_uuid).update(comment="")
        Objection.objects.filter(citizen=citizen_uuid).update(reason="")
        notices_forget(recipient_uuid=citizen_uuid, message_uuids=message_uuids)


def _end(session_uuid: uuid.UUID) -> None:
    with transaction.atomic():
        job_cancel(kind=ROUTE_JOB, subject=session_uuid)  # Job before session.
        session = session_lock(session_uuid=session_uuid)
        if session.status != SessionStatus.CLOSED:
            session_close(session, reason=CloseReason.ENDED)
