"""A correction may wait for an operator, and one that was learned can be found and undone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_STATES = ["PENDING", "HELD", "TAUGHT", "SUPERSEDED", "FAILED", "REMOVED"]


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("feedback", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="approved_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="correction",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="point_uuid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="correction",
            name="point_version",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="correction",
            name="teach_state",
            field=models.CharField(
                choices=[(state, state.title()) for state in _STATES],
                default="PENDING",
                max_length=12,
            ),
        ),
        migrations.RemoveConstraint(model_name="correction", name="correction_state_is_known"),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("teach_state__in", _STATES)), name="correction_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="correction_approved_has_author",
            ),
        ),
    ]
