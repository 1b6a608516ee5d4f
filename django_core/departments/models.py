"""Districts, departments and memberships."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from typing_extensions import override

CODE_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,62}$"


class TextLanguage(models.TextChoices):
    """The languages in which a department is described."""

    UZ = "uz"
    RU = "ru"


class IndexState(models.TextChoices):
    """Whether the router's index knows what a district's departments are called and do."""

    CURRENT = "CURRENT"
    BEHIND = "BEHIND"


class District(models.Model):
    """A district government and its rules."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=63, unique=True)
    name = models.CharField(max_length=200)
    number_prefix = models.CharField(max_length=4, unique=True)
    timezone = models.CharField(max_length=64, default="Asia/Tashkent")
    is_active = models.BooleanField(default=True)
    # At .60 and more the calibrated confidence was right in 92 of 100 cases; below, an operator.
    confidence_threshold = models.FloatField(
        default=0.6, db_default=0.6, validators=(MinValueValidator(0.0), MaxValueValidator(1.0))
    )
    # Off for districts that want every message judged by the model (P18).
    skips_model_when_sure = models.BooleanField(default=True, db_default=True)
    # Of all models together; what is over it goes to the operators (S27).
    tokens_per_day_max = models.PositiveIntegerField(default=5_000_000, db_default=5_000_000)
    legal_deadline_days = models.PositiveSmallIntegerField(default=15)
    # ISO weekdays, Monday is 1.
    working_days = models.CharField(max_length=7, default="12345")
    model = models.CharField(max_length=100, default="gemini-2.5-pro")
    temperature = models.FloatField(default=0.2)
    max_tokens = models.PositiveIntegerField(default=500)
    # Grows with every change of a text; the index is behind while it knows an older one.
    texts_version = models.PositiveIntegerField(default=1, db_default=1)
    indexed_version = models.PositiveIntegerField(default=0, db_default=0)
    indexed_at = models.DateTimeField(null=True)
    index_version = models.CharField(max_length=64, default="", db_default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(code__regex=CODE_PATTERN), name="district_code_is_a_code"
            ),
            models.CheckConstraint(
                condition=Q(number_prefix__regex=r"^[A-Z]{2,4}$"),
                name="district_prefix_is_letters",
            ),
            models.CheckConstraint(
                condition=Q(confidence_threshold__gte=0.0, confidence_threshold__lte=1.0),
                name="district_threshold_is_a_probability",
            ),
            models.CheckConstraint(
                condition=Q(working_days__regex=r"^[1-7]+$"), name="district_works_some_days"
            ),
            models.CheckConstraint(
                condition=Q(temperature__gte=0.0, temperature__lte=2.0),
                name="district_temperature_in_range",
            ),
            models.CheckConstraint(
                condition=Q(max_tokens__gte=1, max_tokens__lte=8_192),
                name="district_max_tokens_in_range",
            ),
        )

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def index_state(self) -> "IndexState":
        """Whether the index knows the texts as they are now."""
        is_known = self.indexed_version >= self.texts_version
        return IndexState.CURRENT if is_known else IndexState.BEHIND


class Holiday(models.Model):
    """A day on which a district does not work though the weekday says it would (P27)."""

    district = models.ForeignKey(District, models.CASCADE, related_name="holidays")
    date = models.DateField()
    name = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering = ("district", "date")
        constraints = (
            models.UniqueConstraint(fields=("district", "date"), name="holiday_once_per_district"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Department(models.Model):
    """A department of a district; its id is the same in the index and on the wire."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="departments")
    code = models.CharField(max_length=63)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("district", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("district", "code"), name="department_code_once_per_district"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=CODE_PATTERN), name="department_code_is_a_code"
            ),
        )

    @override
    def __str__(self) -> str:
        return self.code


class DepartmentText(models.Model):
    """A department's name and description in one language; what the router compares with.

    ``wordings`` are things citizens typically write to it, in their own words.
    """

    department = models.ForeignKey(Department, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=TextLanguage.choices)
    name = models.CharField(max_length=300)
    description = models.TextField()
    wordings = ArrayField(
        models.CharField(max_length=500), size=200, default=list, db_default=[], blank=True
    )

    class Meta:
        ordering = ("department", "language")
        constraints = (
            models.UniqueConstraint(
                fields=("department", "language"), name="department_text_once_per_language"
            ),
            models.CheckConstraint(
                condition=Q(language__in=TextLanguage.values),
                name="department_text_language_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(description=""), name="department_text_is_not_empty"
            ),
        )

    @override
    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A member of staff belongs to a department (P35)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    department = models.ForeignKey(Department, models.PROTECT, related_name="memberships")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("department", "user")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "department"), name="membership_once_per_department"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.user_id} in {self.department_id}"
