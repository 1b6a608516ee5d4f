"""What the graph was asked with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0002_model_spend"),
    ]

    operations = [
        migrations.AddField(
            model_name="pipelineattempt",
            name="confidence_threshold",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="pipelineattempt",
            name="max_tokens",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="pipelineattempt",
            name="temperature",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="pipelineattempt",
            name="trace_id",
            field=models.CharField(db_default="", default="", max_length=32),
        ),
    ]
