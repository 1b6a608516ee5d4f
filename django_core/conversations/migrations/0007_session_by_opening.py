"""An index for what happened in a period, whatever its district (P38)."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside the traffic: nobody waits for it, so it may wait for everybody.
    atomic = False

    dependencies = [("conversations", "0006_objection_rights")]

    operations = [
        AddIndexConcurrently(
            model_name="session",
            index=models.Index(fields=["opened_at"], name="session_by_opening"),
        ),
    ]
