"""The first tables of departments."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="District",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=63, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("number_prefix", models.CharField(max_length=4, unique=True)),
                ("timezone", models.CharField(default="Asia/Tashkent", max_length=64)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "confidence_threshold",
                    models.FloatField(
                        default=0.5,
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                    ),
                ),
                ("legal_deadline_days", models.PositiveSmallIntegerField(default=15)),
                ("working_days", models.CharField(default="12345", max_length=7)),
                ("model", models.CharField(default="gemini-2.5-pro", max_length=100)),
                ("temperature", models.FloatField(default=0.2)),
                ("max_tokens", models.PositiveIntegerField(default=500)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ("code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z0-9][a-z0-9_-]{0,62}$")),
                        name="district_code_is_a_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number_prefix__regex", "^[A-Z]{2,4}$")),
                        name="district_prefix_is_letters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confidence_threshold__gte", 0.0), ("confidence_threshold__lte", 1.0)
                        ),
                        name="district_threshold_is_a_probability",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("working_days__regex", "^[1-7]+$")),
                        name="district_works_some_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("temperature__gte", 0.0), ("temperature__lte", 2.0)),
                        name="district_temperature_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("max_tokens__gte", 1), ("max_tokens__lte", 8192)),
                        name="district_max_tokens_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=63)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departments",
                        to="departments.district",
                    ),
                ),
            ],
            options={
                "ordering": ("district", "code"),
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="departments.department",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("department", "user"),
            },
        ),
        migrations.CreateModel(
            name="DepartmentText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(choices=[("uz", "Uz"), ("ru", "Ru")], max_length=2)),
                ("name", models.CharField(max_length=300)),
                ("description", models.TextField()),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="departments.department",
                    ),
                ),
            ],
            options={
                "ordering": ("department", "language"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("department", "language"), name="department_text_once_per_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["uz", "ru"])),
                        name="department_text_language_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("description", ""), _negated=True),
                        ),
                        name="department_text_is_not_empty",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(
                fields=("district", "code"), name="department_code_once_per_district"
            ),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[a-z0-9][a-z0-9_-]{0,62}$")),
                name="department_code_is_a_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("user", "department"), name="membership_once_per_department"
            ),
        ),
    ]
