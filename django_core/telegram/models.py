"""What the bot keeps: chats and how far each conversation is, updates, links, attachments."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from typing_extensions import override

from django_core.accounts.models import UserLanguage
from django_core.departments.models import District


class Stage(models.TextChoices):
    """What the bot waits for from a person."""

    LANGUAGE = "LANGUAGE"
    PHONE = "PHONE"
    CODE = "CODE"
    NAME = "NAME"
    DISTRICT = "DISTRICT"
    READY = "READY"


class UpdateState(models.TextChoices):
    """How far an update got: ANSWERING ones are done, and their answers are on their way."""

    RECEIVED = "RECEIVED"
    ANSWERING = "ANSWERING"
    DONE = "DONE"


class AttachmentKind(models.TextChoices):
    """What somebody attached."""

    PHOTO = "PHOTO"
    DOCUMENT = "DOCUMENT"


class Chat(models.Model):
    """A private chat with the bot; whose it is stands in ``notifications.Address``.

    ``draft`` holds what a registration has found out so far, and is emptied at its end.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bot_id = models.BigIntegerField()
    chat_id = models.BigIntegerField()
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=7, default="", blank=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.LANGUAGE)
    draft = models.JSONField(default=dict, blank=True)
    # Telegram asked to be left alone in this chat until then (429).
    quiet_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("created_at", "uuid")
        constraints = (
            models.UniqueConstraint(fields=("bot_id", "chat_id"), name="telegram_chat_once"),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="telegram_chat_stage_is_known"
            ),
            models.CheckConstraint(
                condition=Q(language__in=["", *UserLanguage.values]),
                name="telegram_chat_language_is_known",
            ),
        )

    @override
    def __str__(self) -> str:
        return str(self.uuid)


class Update(models.Model):
    """Something Telegram told the bot, kept once (F8); emptied of words as soon as it is answered.

    ``answers`` are committed with what the update changed, so that a killed worker repeats neither.
    """

    bot_id = models.BigIntegerField()
    update_id = models.BigIntegerField()
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="updates")
    sent_at = models.DateTimeField()
    message_id = models.BigIntegerField(default=0)
    # JSON as text: a column of JSON refuses NUL, and Telegram would send such an update for ever.
    payload = models.TextField(default="")
    state = models.CharField(
        max_length=10, choices=UpdateState.choices, default=UpdateState.RECEIVED
    )
    answers = models.JSONField(default=list)
    answers_sent = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("received_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("bot_id", "update_id"), name="telegram_update_once"),
            models.CheckConstraint(
                condition=Q(state__in=UpdateState.values), name="telegram_update_state_is_known"
            ),
        )
        indexes = (
            models.Index(
                fields=("chat", "sent_at", "message_id"),
                condition=~Q(state=UpdateState.DONE),
                name="telegram_update_open",
            ),
            models.Index(fields=("received_at",), name="telegram_update_by_age"),
        )

    @override
    def __str__(self) -> str:
        return str(self.update_id)


class LinkCode(models.Model):
    """A one-time link between a person and a chat; only its keyed digest is kept (P22)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "uuid")

    @override
    def __str__(self) -> str:
        return str(self.uuid)


class Attachment(models.Model):
    """What a citizen attached in a chat, as Telegram names it; the bytes are fetched by it."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    session = models.ForeignKey("conversations.Session", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=AttachmentKind.choices)
    file_id = models.CharField(max_length=255)
    file_unique_id = models.CharField(max_length=64)
    name = models.CharField(max_length=255, default="", blank=True)
    media_type = models.CharField(max_length=127, default="", blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    is_taken = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("created_at", "uuid")
        constraints = (
            models.UniqueConstraint(
                fields=("session", "file_unique_id"), name="telegram_attachment_once"
            ),
        )

    @override
    def __str__(self) -> str:
        return str(self.uuid)
