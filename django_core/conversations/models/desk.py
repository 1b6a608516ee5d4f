"""What people keep beside a session: how far they read, ready answers, an opinion (P29)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from typing_extensions import override

from django_core.accounts.models import UserLanguage
from django_core.conversations.models.sessions import Session
from django_core.departments.models import Department, District


class ReadMark(models.Model):
    """How far somebody has read a session; what comes after it is unread (P29)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="read_marks")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("session", "reader")
        constraints = (
            models.UniqueConstraint(fields=("session", "reader"), name="read_mark_once_per_reader"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.session_id} read to {self.sequence}"


class CannedReply(models.Model):
    """An answer that a department gives often, in one language (P29)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="canned_replies")
    language = models.CharField(max_length=7, choices=UserLanguage.choices)
    title = models.CharField(max_length=120)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("department", "language", "title")
        constraints = (
            models.UniqueConstraint(
                fields=("department", "language", "title"), name="canned_reply_title_once"
            ),
            models.CheckConstraint(
                condition=Q(language__in=UserLanguage.values), name="canned_reply_language_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""), name="canned_reply_says_something"
            ),
        )
        verbose_name_plural = "canned replies"

    @override
    def __str__(self) -> str:
        return self.title


class Rating(models.Model):
    """What the citizen thought of a closed session, said once."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="rating")
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    citizen = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ratings")
    stars = models.PositiveSmallIntegerField()
    comment = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-created_at", "session")
        constraints = (
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="rating_is_one_to_five"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.session_id} {self.stars}"


class Objection(models.Model):
    """A citizen says that this is not the right department; people decide, nothing moves (P25)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="objections")
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="objections")
    citizen = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-created_at", "uuid")
        constraints = (
            models.UniqueConstraint(
                fields=("session", "department"), name="objection_once_per_department"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.session_id} not for {self.department_id}"
