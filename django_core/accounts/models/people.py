"""One user model for the four kinds of people."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from typing_extensions import override


class UserKind(models.TextChoices):
    """Who a person is to the platform."""

    CITIZEN = "CITIZEN"
    STAFF = "STAFF"
    OPERATOR = "OPERATOR"
    SUPERUSER = "SUPERUSER"


class UserLanguage(models.TextChoices):
    """The language and script a person reads."""

    UZ = "uz"
    UZ_CYRL = "uz-cyrl"
    RU = "ru"


class UserManager(BaseUserManager["User"]):
    """Finds a person by name; creation belongs to services."""


class User(AbstractBaseUser, PermissionsMixin):
    """A person; everybody but a superuser belongs to one district.

    ``is_superuser`` follows from ``kind`` (a constraint keeps the two together).
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=10, choices=UserKind.choices)
    name = models.CharField(max_length=200, default="")
    phone = models.CharField(max_length=16, null=True, unique=True)  # noqa: DJ001  # absent is not equal to absent
    language = models.CharField(max_length=7, choices=UserLanguage.choices, default=UserLanguage.UZ)
    district = models.ForeignKey(
        "departments.District", models.PROTECT, null=True, related_name="people"
    )
    is_active = models.BooleanField(default=True)
    # A court or an inquiry wants what they wrote: it is not erased (S29).
    is_on_legal_hold = models.BooleanField(default=False, db_default=False)
    erased_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=UserKind.values), name="user_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(language__in=UserLanguage.values), name="user_language_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=UserKind.SUPERUSER) | Q(district__isnull=False),
                name="user_has_a_district",
            ),
            models.CheckConstraint(
                condition=Q(kind=UserKind.SUPERUSER, is_superuser=True)
                | (~Q(kind=UserKind.SUPERUSER) & Q(is_superuser=False)),
                name="user_superuser_follows_kind",
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="user_phone_is_e164",
            ),
        )

    @override
    def __str__(self) -> str:
        return self.username

    @property
    def is_staff(self) -> bool:
        """Whether the admin site opens: superusers only (S5)."""
        return self.kind == UserKind.SUPERUSER
