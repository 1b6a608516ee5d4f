"""The first tables of base."""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.UUIDField()),
                ("payload", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("QUEUED", "Queued"),
                            ("RUNNING", "Running"),
                            ("DONE", "Done"),
                            ("DEAD", "Dead"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="QUEUED",
                        max_length=10,
                    ),
                ),
                ("fence", models.PositiveIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                (
                    "due_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "rung_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), null=True
                    ),
                ),
                ("postponed_since", models.DateTimeField(null=True)),
                ("is_repeat_wanted", models.BooleanField(default=False)),
                ("error_code", models.CharField(default="", max_length=64)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("created_at", "uuid"),
                "indexes": [
                    models.Index(
                        models.F("due_at"),
                        condition=models.Q(("state", "QUEUED")),
                        name="job_queued_by_due",
                    ),
                    models.Index(
                        models.F("lease_until"),
                        condition=models.Q(("state", "RUNNING")),
                        name="job_running_by_lease",
                    ),
                    models.Index(fields=["subject", "kind"], name="job_by_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("QUEUED", "RUNNING"))),
                        fields=("kind", "subject"),
                        name="job_one_active_per_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["QUEUED", "RUNNING", "DONE", "DEAD", "CANCELLED"])
                        ),
                        name="job_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lease_until__isnull", False), ("state", "RUNNING")),
                            models.Q(
                                models.Q(("state", "RUNNING"), _negated=True),
                                ("lease_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="job_lease_only_while_running",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("state__in", ("QUEUED", "RUNNING"))
                            ),
                            models.Q(
                                models.Q(("state__in", ("QUEUED", "RUNNING")), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="job_ended_has_its_time",
                    ),
                ],
            },
        ),
    ]
