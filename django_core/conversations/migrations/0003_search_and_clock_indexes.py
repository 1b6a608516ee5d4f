"""Indexes for the search by words and for the clock that looks for the unanswered."""

import django.contrib.postgres.search
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Built beside the traffic: nobody waits for it, so it may wait for everybody.
    atomic = False

    dependencies = [("conversations", "0002_marks_canned_ratings")]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=GinIndex(
                django.contrib.postgres.search.SearchVector("text", config="simple"),
                name="message_by_words",
            ),
        ),
        AddIndexConcurrently(
            model_name="session",
            index=models.Index(
                condition=models.Q(
                    ("escalated_at__isnull", True), models.Q(("status", "CLOSED"), _negated=True)
                ),
                fields=["opened_at"],
                name="session_to_escalate",
            ),
        ),
    ]
