"""The first tables of files."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("conversations", "0005_files_places_objections"),
        ("departments", "0006_index_state"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "media_type",
                    models.CharField(
                        choices=[
                            ("image/jpeg", "Jpeg"),
                            ("image/png", "Png"),
                            ("image/webp", "Webp"),
                            ("application/pdf", "Pdf"),
                        ],
                        max_length=20,
                    ),
                ),
                ("size_bytes", models.PositiveIntegerField()),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("digest", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("PENDING", "Pending"), ("STORED", "Stored")],
                        default="PENDING",
                        max_length=8,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("stored_at", models.DateTimeField(null=True)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="conversations.message",
                    ),
                ),
                (
                    "uploader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "uuid"),
            },
        ),
        migrations.CreateModel(
            name="HeldContent",
            fields=[
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="held",
                        serialize=False,
                        to="files.attachment",
                    ),
                ),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["uploader", "created_at"], name="file_by_uploader"),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("message__isnull", True)),
                fields=["created_at"],
                name="file_unsent_by_age",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("state", "PENDING")),
                fields=["created_at"],
                name="file_pending_by_age",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("media_type__in", ["image/jpeg", "image/png", "image/webp", "application/pdf"])
                ),
                name="file_media_type_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "PENDING"), ("stored_at__isnull", True)),
                    models.Q(("state", "STORED"), ("stored_at__isnull", False)),
                    _connector="OR",
                ),
                name="file_stored_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("size_bytes__gte", 1)), name="file_is_not_empty"
            ),
        ),
    ]
