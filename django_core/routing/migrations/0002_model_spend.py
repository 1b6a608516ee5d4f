"""What the models of a district have cost, day by day (S27)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0005_model_when_needed"),
        ("routing", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ModelSpend",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("tokens", models.PositiveBigIntegerField(default=0)),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.district",
                    ),
                ),
            ],
            options={
                "ordering": ("district", "day"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "day"), name="model_spend_once_per_day"
                    )
                ],
            },
        ),
    ]
