"""Where outside ways find people, and when nobody could tell whether something arrived."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

_ALL = "(SELECT civic_sees_all())"
_ME = "(SELECT civic_viewer())"
_POLICIES = {"notifications_address": f"{_ALL} OR recipient_id = {_ME}"}


def _protect(table: str, *, rule: str) -> str:
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY viewer_reads ON {table} FOR SELECT USING ({rule});
        CREATE POLICY viewer_inserts ON {table} FOR INSERT WITH CHECK ({rule});
        CREATE POLICY viewer_updates ON {table} FOR UPDATE USING ({rule}) WITH CHECK ({rule});
        CREATE POLICY viewer_deletes ON {table} FOR DELETE USING ({rule});
    """


def _protect_back(table: str) -> str:
    names = ("viewer_reads", "viewer_inserts", "viewer_updates", "viewer_deletes")
    drops = "".join(f"DROP POLICY {name} ON {table};" for name in names)
    return f"""{drops}
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_rights_of_chat"),
        ("notifications", "0003_delivery_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="unknown_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Address",
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
                ("address", models.CharField(max_length=64)),
                (
                    "since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "addresses",
                "ordering": ("recipient", "transport"),
                "constraints": [
                    models.UniqueConstraint(fields=("recipient", "transport"), name="address_once"),
                    models.UniqueConstraint(
                        fields=("transport", "address"), name="address_of_one_person"
                    ),
                ],
            },
        ),
        *(
            migrations.RunSQL(_protect(table, rule=rule), _protect_back(table))
            for table, rule in _POLICIES.items()
        ),
    ]
