"""A browser in which somebody is signed in: Django's session, with its person (P35)."""

import uuid

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now
from django.utils.module_loading import import_string
from typing_extensions import override

from django_core.accounts.models.people import User

DEVICE_CHARS_MAX = 200


class SignIn(AbstractBaseSession):
    """One session; ``uuid`` is its name for people, the key stays with the browser."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sign_ins")
    device = models.CharField(max_length=DEVICE_CHARS_MAX, default="")
    idle_s = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-seen_at", "uuid")
        indexes = (models.Index(fields=("user", "seen_at"), name="sign_in_by_user"),)

    @override
    def __str__(self) -> str:
        return str(self.uuid)

    @classmethod
    @override
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return the store that keeps these rows: the one that the settings name."""
        store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        return store
