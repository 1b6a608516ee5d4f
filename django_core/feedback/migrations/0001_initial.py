"""The first tables of feedback."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("conversations", "0001_initial"),
        ("departments", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="departments.department",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.district",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="conversations.message",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="conversations.session",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "uuid"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "department"), name="confirmation_once_per_department"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("lesson_uuid", models.UUIDField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("reason", models.TextField()),
                (
                    "teach_state",
                    models.CharField(
                        choices=[
                            ("PENDING", "Pending"),
                            ("TAUGHT", "Taught"),
                            ("SUPERSEDED", "Superseded"),
                            ("FAILED", "Failed"),
                            ("REMOVED", "Removed"),
                        ],
                        default="PENDING",
                        max_length=12,
                    ),
                ),
                ("taught_at", models.DateTimeField(null=True)),
                ("index_version", models.CharField(default="", max_length=64)),
                ("effect", models.JSONField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.district",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="conversations.message",
                    ),
                ),
                (
                    "previous_department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections_away",
                        to="departments.department",
                    ),
                ),
                (
                    "right_department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections_here",
                        to="departments.department",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="conversations.session",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "uuid"),
                "indexes": [
                    models.Index(fields=["session", "created_at"], name="correction_by_session")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lesson_uuid", "version"), name="correction_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("previous_department__isnull", True),
                            models.Q(
                                ("previous_department", models.F("right_department")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="correction_changes_department",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "teach_state__in",
                                ["PENDING", "TAUGHT", "SUPERSEDED", "FAILED", "REMOVED"],
                            )
                        ),
                        name="correction_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="correction_undone_has_author",
                    ),
                ],
            },
        ),
    ]
