"""Files and places of messages, outcomes and successors of sessions, objections."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0004_session_event_sequence"),
        ("departments", "0006_index_state"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.TextField(blank=True, default="")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ("-created_at", "uuid"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="message",
            name="message_says_something",
        ),
        migrations.AddField(
            model_name="message",
            name="file_count",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="message",
            name="latitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="longitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="close_outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("RESOLVED", "Resolved"),
                    ("EXPLAINED", "Explained"),
                    ("REDIRECTED", "Redirected"),
                    ("REFUSED", "Refused"),
                    ("DUPLICATE", "Duplicate"),
                ],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="session", name="first_routed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="session",
            name="follows",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="conversations.session",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text", ""), _negated=True),
                    models.Q(("notice", ""), _negated=True),
                    ("file_count__gte", 1),
                    _connector="OR",
                ),
                name="message_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__range", (-90.0, 90.0)), ("longitude__range", (-180.0, 180.0))
                    ),
                    _connector="OR",
                ),
                name="message_place_is_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("close_outcome", ""),
                    (
                        "close_outcome__in",
                        ["RESOLVED", "EXPLAINED", "REDIRECTED", "REFUSED", "DUPLICATE"],
                    ),
                    _connector="OR",
                ),
                name="session_outcome_is_known",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="citizen",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="department",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objections",
                to="departments.department",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="district",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="departments.district",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objections",
                to="conversations.session",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                fields=("session", "department"), name="objection_once_per_department"
            ),
        ),
    ]
