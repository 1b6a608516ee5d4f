"""Ways that people have closed, and the inbox of the offline transport."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0002_marks_canned_ratings"),
        ("departments", "0003_holidays"),
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InboxEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ("-created_at", "delivery"),
            },
        ),
        migrations.CreateModel(
            name="SwitchedOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "transport",
                    models.CharField(
                        choices=[
                            ("WEB", "Web"),
                            ("SMS", "Sms"),
                            ("TELEGRAM", "Telegram"),
                            ("OFFLINE", "Offline"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ("recipient", "transport"),
            },
        ),
        migrations.AddField(
            model_name="inboxentry",
            name="delivery",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="inbox_entry",
                to="notifications.delivery",
            ),
        ),
        migrations.AddField(
            model_name="switchedoff",
            name="recipient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="switchedoff",
            constraint=models.UniqueConstraint(
                fields=("recipient", "transport"), name="switched_off_once"
            ),
        ),
    ]
