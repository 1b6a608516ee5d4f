"""The first tables of prompts."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PromptVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(choices=[("ROUTE", "Route")], max_length=20)),
                ("version", models.CharField(max_length=64)),
                ("template", models.TextField()),
                ("is_active", models.BooleanField(default=False)),
                ("author_uuid", models.UUIDField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ("purpose", "-created_at"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purpose", "version"), name="prompt_version_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_active", True)),
                        fields=("purpose",),
                        name="prompt_one_active",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["ROUTE"])),
                        name="prompt_purpose_is_known",
                    ),
                ],
            },
        ),
    ]
