"""When a model is asked at all: not where the search is sure, nor beyond the tokens of a day."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("departments", "0004_wordings_db_default")]

    operations = [
        migrations.AddField(
            model_name="district",
            name="skips_model_when_sure",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="district",
            name="tokens_per_day_max",
            field=models.PositiveIntegerField(db_default=5_000_000, default=5_000_000),
        ),
        migrations.AlterField(
            model_name="district",
            name="confidence_threshold",
            field=models.FloatField(
                db_default=0.6,
                default=0.6,
                validators=[
                    django.core.validators.MinValueValidator(0.0),
                    django.core.validators.MaxValueValidator(1.0),
                ],
            ),
        ),
    ]
