"""An index for the list of one kind of entries."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside the traffic: nobody waits for it, so it may wait for everybody.
    atomic = False

    dependencies = [("audit", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="auditentry",
            index=models.Index(fields=["action", "id"], name="audit_by_action"),
        ),
    ]
