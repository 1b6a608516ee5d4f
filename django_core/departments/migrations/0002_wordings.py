"""What citizens typically write to a department, in their own words."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("departments", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="departmenttext",
            name="wordings",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=500), blank=True, default=list, size=200
            ),
        ),
    ]
