"""An index by the point of a lesson: which corrections voted for a decision is asked by it."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside the traffic: nobody waits for it, so it may wait for everybody.
    atomic = False

    dependencies = [("feedback", "0002_effect_before_counting")]

    operations = [
        AddIndexConcurrently(
            model_name="correction",
            index=models.Index(fields=["point_uuid"], name="correction_by_point"),
        ),
    ]
