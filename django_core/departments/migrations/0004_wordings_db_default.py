"""A release that does not know the wordings may still add a department's text."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("departments", "0003_holidays")]

    operations = [
        migrations.AlterField(
            model_name="departmenttext",
            name="wordings",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=500),
                blank=True,
                db_default=[],
                default=list,
                size=200,
            ),
        ),
    ]
