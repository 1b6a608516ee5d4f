"""The first tables of conversations."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("departments", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("channel", models.CharField(max_length=20)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ROUTING", "Routing"),
                            ("QUARANTINED", "Quarantined"),
                            ("NEEDS_OPERATOR", "Needs Operator"),
                            ("WAITING", "Waiting"),
                            ("ACTIVE", "Active"),
                            ("CLOSED", "Closed"),
                        ],
                        default="ROUTING",
                        max_length=16,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("last_sequence", models.PositiveIntegerField(default=0)),
                (
                    "routed_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PIPELINE", "Pipeline"),
                            ("OPERATOR", "Operator"),
                            ("CORRECTION", "Correction"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("is_degraded", models.BooleanField(default=False)),
                ("routed_at", models.DateTimeField(null=True)),
                ("picked_at", models.DateTimeField(null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("CONFIRMED", "Confirmed"), ("CORRECTED", "Corrected")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("verified_at", models.DateTimeField(null=True)),
                (
                    "opened_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "last_message_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("last_citizen_message_at", models.DateTimeField(null=True)),
                ("first_staff_message_at", models.DateTimeField(null=True)),
                ("last_staff_message_at", models.DateTimeField(null=True)),
                ("held_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("close_warned_at", models.DateTimeField(null=True)),
                ("legal_deadline_at", models.DateTimeField()),
                ("escalated_at", models.DateTimeField(null=True)),
                ("overdue_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "close_reason",
                    models.CharField(
                        blank=True,
                        choices=[("ENDED", "Ended"), ("IDLE", "Idle"), ("REJECTED", "Rejected")],
                        default="",
                        max_length=12,
                    ),
                ),
                ("reopened_at", models.DateTimeField(null=True)),
                (
                    "assigned_department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="departments.department",
                    ),
                ),
                (
                    "assigned_staff",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="picked_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "citizen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="departments.district",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-opened_at", "uuid"),
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                (
                    "sender_kind",
                    models.CharField(
                        choices=[
                            ("CITIZEN", "Citizen"),
                            ("STAFF", "Staff"),
                            ("OPERATOR", "Operator"),
                            ("AI", "Ai"),
                            ("SYSTEM", "System"),
                            ("EXTERNAL", "External"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True, default="")),
                ("notice", models.CharField(blank=True, default="", max_length=40)),
                ("notice_data", models.JSONField(blank=True, default=dict)),
                (
                    "visibility",
                    models.CharField(
                        choices=[("PUBLIC", "Public"), ("INTERNAL", "Internal")],
                        default="PUBLIC",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "Received"),
                            ("QUEUED", "Queued"),
                            ("PROCESSING", "Processing"),
                            ("ROUTED", "Routed"),
                            ("QUARANTINED", "Quarantined"),
                            ("NEEDS_OPERATOR", "Needs Operator"),
                        ],
                        max_length=16,
                    ),
                ),
                ("client_message_id", models.CharField(max_length=64, null=True)),
                ("channel", models.CharField(max_length=20)),
                ("language", models.CharField(blank=True, default="", max_length=2)),
                ("script", models.CharField(blank=True, default="", max_length=4)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "state_changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
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
                    "sender",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="conversations.session",
                    ),
                ),
            ],
            options={
                "ordering": ("session", "sequence"),
            },
        ),
        migrations.CreateModel(
            name="SessionCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.CharField(max_length=4)),
                ("last", models.PositiveIntegerField()),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="departments.district",
                    ),
                ),
            ],
            options={
                "ordering": ("district", "month"),
            },
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                fields=["assigned_department", "status", "opened_at"], name="session_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                fields=["district", "status", "opened_at"], name="session_by_district"
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["citizen", "-opened_at"], name="session_by_citizen"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                models.F("closes_at"),
                condition=models.Q(
                    ("closes_at__isnull", False), models.Q(("status", "CLOSED"), _negated=True)
                ),
                name="session_by_closing",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "CLOSED"), _negated=True),
                fields=("citizen",),
                name="session_one_open_per_citizen",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["ROUTING", "QUARANTINED", "NEEDS_OPERATOR", "WAITING", "ACTIVE", "CLOSED"],
                    )
                ),
                name="session_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__regex", "^[A-Z]{2,4}-[0-9]{4}-[0-9]{4,}$")),
                name="session_number_is_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__regex", "^[A-Z][A-Z_]*$")),
                name="session_channel_is_a_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("WAITING", "ACTIVE")), _negated=True),
                    models.Q(("assigned_department__isnull", False), ("routed_at__isnull", False)),
                    _connector="OR",
                ),
                name="session_waits_in_a_department",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ("ROUTING", "QUARANTINED", "NEEDS_OPERATOR")), _negated=True
                    ),
                    models.Q(
                        ("assigned_department__isnull", True), ("assigned_staff__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="session_unrouted_has_no_department",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "ACTIVE"), _negated=True),
                    ("assigned_staff__isnull", False),
                    _connector="OR",
                ),
                name="session_active_has_an_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "WAITING"), _negated=True),
                    ("assigned_staff__isnull", True),
                    _connector="OR",
                ),
                name="session_waiting_has_no_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("status", "CLOSED")),
                    models.Q(
                        models.Q(("status", "CLOSED"), _negated=True), ("closed_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="session_closed_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", ""), ("verified_at__isnull", True)),
                    models.Q(
                        ("verdict__in", ["CONFIRMED", "CORRECTED"]), ("verified_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="session_verdict_has_its_time",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "ROUTED"), _negated=True),
                fields=["state", "created_at"],
                name="message_unrouted_by_age",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("session", "sequence"), name="message_sequence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("sender", "client_message_id"), name="message_client_id_once_per_sender"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("sequence__gte", 1)), name="message_sequence_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "sender_kind__in",
                        ["CITIZEN", "STAFF", "OPERATOR", "AI", "SYSTEM", "EXTERNAL"],
                    )
                ),
                name="message_sender_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "RECEIVED",
                            "QUEUED",
                            "PROCESSING",
                            "ROUTED",
                            "QUARANTINED",
                            "NEEDS_OPERATOR",
                        ],
                    )
                ),
                name="message_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["PUBLIC", "INTERNAL"])),
                name="message_visibility_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__regex", "^[A-Z][A-Z_]*$")),
                name="message_channel_is_a_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sender_kind__in", ("SYSTEM", "AI", "EXTERNAL")),
                    ("sender__isnull", False),
                    _connector="OR",
                ),
                name="message_of_a_person_has_a_sender",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text", ""), _negated=True),
                    models.Q(("notice", ""), _negated=True),
                    _connector="OR",
                ),
                name="message_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessioncounter",
            constraint=models.UniqueConstraint(
                fields=("district", "month"), name="session_counter_once"
            ),
        ),
    ]
