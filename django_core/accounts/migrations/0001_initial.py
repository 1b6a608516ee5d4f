"""The first tables of accounts."""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("username", models.CharField(max_length=150, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CITIZEN", "Citizen"),
                            ("STAFF", "Staff"),
                            ("OPERATOR", "Operator"),
                            ("SUPERUSER", "Superuser"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(default="", max_length=200)),
                ("phone", models.CharField(max_length=16, null=True, unique=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("uz", "Uz"), ("uz-cyrl", "Uz Cyrl"), ("ru", "Ru")],
                        default="uz",
                        max_length=7,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ("username",),
            },
        ),
    ]
