"""What the index knows of a district's texts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0005_model_when_needed"),
    ]

    operations = [
        migrations.AddField(
            model_name="district",
            name="index_version",
            field=models.CharField(db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="district",
            name="indexed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="district",
            name="indexed_version",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="district",
            name="texts_version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
    ]
