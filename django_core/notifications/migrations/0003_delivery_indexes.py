"""Indexes for rows being sent and for the list of a recipient."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside the traffic: nobody waits for it, so it may wait for everybody.
    atomic = False

    dependencies = [("notifications", "0002_switched_off_inbox")]

    operations = [
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "SENDING")),
                fields=["lease_until"],
                name="delivery_sending_by_lease",
            ),
        ),
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(fields=["recipient", "-created_at"], name="delivery_by_recipient"),
        ),
    ]
