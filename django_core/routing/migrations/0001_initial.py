"""The first tables of routing."""

import uuid

import django.contrib.postgres.fields
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
            name="CallbackToken",
            fields=[
                ("jti", models.UUIDField(primary_key=True, serialize=False)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ("expires_at",),
            },
        ),
        migrations.CreateModel(
            name="PipelineAttempt",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("job_uuid", models.UUIDField()),
                ("attempt", models.PositiveSmallIntegerField()),
                ("fence", models.PositiveIntegerField()),
                (
                    "started_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome_kind",
                    models.CharField(
                        choices=[
                            ("ROUTED", "Routed"),
                            ("INJECTION", "Injection"),
                            ("UNSURE", "Unsure"),
                            ("FAILED", "Failed"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "outcome_source",
                    models.CharField(
                        choices=[("REPLY", "Reply"), ("CALLBACK", "Callback")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("error_code", models.CharField(default="", max_length=64)),
                ("timings", models.JSONField(default=list)),
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
                        related_name="attempts",
                        to="conversations.message",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="conversations.session",
                    ),
                ),
            ],
            options={
                "ordering": ("session", "started_at"),
            },
        ),
        migrations.CreateModel(
            name="InjectionLog",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("risk_score", models.FloatField()),
                (
                    "matched",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("PENDING", "Pending"),
                            ("RELEASED", "Released"),
                            ("REJECTED", "Rejected"),
                        ],
                        default="PENDING",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.TextField(default="")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "citizen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
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
                        related_name="+",
                        to="departments.district",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="injection_logs",
                        to="conversations.message",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="injection_logs",
                        to="conversations.session",
                    ),
                ),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="injection_log",
                        to="routing.pipelineattempt",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "uuid"),
            },
        ),
        migrations.CreateModel(
            name="AIAnalysis",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ROUTED", "Routed"),
                            ("INJECTION", "Injection"),
                            ("UNSURE", "Unsure"),
                            ("FAILED", "Failed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("candidates", models.JSONField(default=list)),
                ("confidence", models.FloatField(null=True)),
                ("reason", models.TextField(default="")),
                ("reason_code", models.CharField(default="", max_length=40)),
                ("is_degraded", models.BooleanField(default=False)),
                ("risk_score", models.FloatField(null=True)),
                ("language", models.CharField(default="", max_length=2)),
                ("script", models.CharField(default="", max_length=4)),
                ("model_asked", models.CharField(max_length=100)),
                ("model_answered", models.CharField(default="", max_length=100)),
                ("prompt_version", models.CharField(default="", max_length=64)),
                ("index_version", models.CharField(default="", max_length=64)),
                (
                    "voter_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("timings", models.JSONField(default=list)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="analyses",
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
                        related_name="analyses",
                        to="conversations.message",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="analyses",
                        to="conversations.session",
                    ),
                ),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="analysis",
                        to="routing.pipelineattempt",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "AI analyses",
                "ordering": ("session", "created_at"),
            },
        ),
        migrations.AddConstraint(
            model_name="pipelineattempt",
            constraint=models.UniqueConstraint(
                fields=("job_uuid", "fence"), name="attempt_fence_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pipelineattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome_kind", ""),
                    ("outcome_kind__in", ["ROUTED", "INJECTION", "UNSURE", "FAILED"]),
                    _connector="OR",
                ),
                name="attempt_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="injectionlog",
            constraint=models.CheckConstraint(
                condition=models.Q(("risk_score__gte", 0.0), ("risk_score__lte", 1.0)),
                name="injection_risk_is_probability",
            ),
        ),
        migrations.AddConstraint(
            model_name="injectionlog",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("verdict", "PENDING")),
                    models.Q(
                        ("verdict__in", ("RELEASED", "REJECTED")),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="injection_decision_has_author",
            ),
        ),
        migrations.AddConstraint(
            model_name="aianalysis",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["ROUTED", "INJECTION", "UNSURE", "FAILED"])),
                name="analysis_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="aianalysis",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "ROUTED"), _negated=True),
                    ("department__isnull", False),
                    _connector="OR",
                ),
                name="analysis_routed_has_department",
            ),
        ),
        migrations.AddConstraint(
            model_name="aianalysis",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confidence__isnull", True),
                    models.Q(("confidence__gte", 0.0), ("confidence__lte", 1.0)),
                    _connector="OR",
                ),
                name="analysis_confidence_is_probability",
            ),
        ),
    ]
