"""The answers that a department gives often (P29)."""

import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from django_core.accounts.models import User
from django_core.audit.services import Actor, Subject, audit_record
from django_core.base.errors import Conflict
from django_core.conversations.models import CannedReply
from django_core.conversations.selectors import canned_reply_get
from django_core.conversations.validation import TEXT_CHARS_MAX, note_check
from django_core.departments.models import Department

TITLE_CHARS_MAX = 120


class CannedReplyTitleTaken(Conflict):
    """The department has a canned reply of this title in this language."""


@dataclass(frozen=True)
class CannedWords:
    """What a canned reply says, in which language."""

    language: str
    title: str
    text: str


def canned_reply_create(author: User, *, department: Department, words: CannedWords) -> CannedReply:
    """Keep a new canned reply of a department the author works with."""
    _check(words)
    reply = CannedReply(
        district_id=department.district_id,
        department=department,
        language=words.language,
        title=words.title.strip(),
        text=words.text.strip(),
        author=author,
    )
    _save(reply, actor=author, action="CANNED_REPLY_CREATED")
    return reply


def canned_reply_change(actor: User, *, reply_uuid: uuid.UUID, words: CannedWords) -> CannedReply:
    """Give a canned reply other words; raises ``CannedReplyUnknown``."""
    _check(words)
    with transaction.atomic():
        reply = canned_reply_get(actor, reply_uuid=reply_uuid, is_locked=True)
        reply.language = words.language
        reply.title, reply.text = words.title.strip(), words.text.strip()
        reply.changed_at = Now()
        _save(reply, actor=actor, action="CANNED_REPLY_CHANGED")
    return reply


def canned_reply_delete(actor: User, *, reply_uuid: uuid.UUID) -> None:
    """Remove a canned reply; raises ``CannedReplyUnknown``."""
    with transaction.atomic():
        reply = canned_reply_get(actor, reply_uuid=reply_uuid, is_locked=True)
        _audit(reply, actor=actor, action="CANNED_REPLY_DELETED")
        reply.delete()


def _check(words: CannedWords) -> None:
    title, text = words.title, words.text
    note_check(title, code="TITLE_INVALID", chars_min=1, chars_max=TITLE_CHARS_MAX)
    note_check(text, code="TEXT_INVALID", chars_min=1, chars_max=TEXT_CHARS_MAX)


def _save(reply: CannedReply, *, actor: User, action: str) -> None:
    try:
        with transaction.atomic():
            reply.save()
            _audit(reply, actor=actor, action=action)
    except IntegrityError as error:
        raise CannedReplyTitleTaken(
            "CANNED_REPLY_TITLE_TAKEN", _("There is one with this title already.")
        ) from error


def _audit(reply: CannedReply, *, actor: User, action: str) -> None:
    audit_record(
        action=action,
        actor=Actor(kind=actor.kind, uuid=actor.pk),
        subject=Subject(kind="CANNED_REPLY", uuid=reply.pk, district_uuid=reply.district_id),
    )
