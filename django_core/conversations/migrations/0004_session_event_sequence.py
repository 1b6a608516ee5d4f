"""The number of a session's last event; sessions of before begin at none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_search_and_clock_indexes")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="event_sequence",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
