"""Days on which a district does not work."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0002_wordings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Holiday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holidays",
                        to="departments.district",
                    ),
                ),
            ],
            options={
                "ordering": ("district", "date"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "date"), name="holiday_once_per_district"
                    )
                ],
            },
        ),
    ]
