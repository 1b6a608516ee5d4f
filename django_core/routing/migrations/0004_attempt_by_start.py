"""An index for the latencies of a period (P38)."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside the traffic: nobody waits for it, so it may wait for everybody.
    atomic = False

    dependencies = [("routing", "0003_what_was_asked")]

    operations = [
        AddIndexConcurrently(
            model_name="pipelineattempt",
            index=models.Index(fields=["started_at"], name="attempt_by_start"),
        ),
    ]
