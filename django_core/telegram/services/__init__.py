"""What the bot keeps: updates, chats, links between people and chats, attachments."""

from django_core.telegram.services.attachments import (
    AttachmentFile,
    attachment_note,
    receiver_register,
)
from django_core.telegram.services.chats import (
    ChatChange,
    answers_sent,
    chat_is_quiet,
    chat_next_update,
    chat_quiet,
    update_done,
    update_settle,
    update_sorry,
)
from django_core.telegram.services.erase import telegram_erase
from django_core.telegram.services.links import (
    EXPIRES_AFTER,
    Link,
    LinkRefused,
    TelegramMissing,
    chat_link,
    link_create,
    person_unlink,
)
from django_core.telegram.services.updates import (
    CHAT_JOB,
    Received,
    WebhookRefused,
    bot_id_of,
    update_receive,
    updates_expire,
    webhook_check,
)

__all__ = [
    "CHAT_JOB",
    "EXPIRES_AFTER",
    "AttachmentFile",
    "ChatChange",
    "Link",
    "LinkRefused",
    "Received",
    "TelegramMissing",
    "WebhookRefused",
    "answers_sent",
    "attachment_note",
    "bot_id_of",
    "chat_is_quiet",
    "chat_link",
    "chat_next_update",
    "chat_quiet",
    "link_create",
    "person_unlink",
    "receiver_register",
    "telegram_erase",
    "update_done",
    "update_receive",
    "update_settle",
    "update_sorry",
    "updates_expire",
    "webhook_check",
]
