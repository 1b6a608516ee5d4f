"""The tables of the bot: what it keeps of chats is for nobody but the system."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

_ALL = "(SELECT civic_sees_all())"
_ME = "(SELECT civic_viewer())"
_OWN = f"{_ALL} OR user_id = {_ME}"

_POLICIES = {
    "telegram_chat": _ALL,
    "telegram_update": _ALL,
    "telegram_linkcode": _ALL,
    "telegram_attachment": _OWN,
}


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
    initial = True

    dependencies = [
        ("accounts", "0005_rights_of_chat"),
        ("conversations", "0003_search_and_clock_indexes"),
        ("departments", "0004_wordings_db_default"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Chat",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("bot_id", models.BigIntegerField()),
                ("chat_id", models.BigIntegerField()),
                ("language", models.CharField(blank=True, default="", max_length=7)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("LANGUAGE", "Language"),
                            ("PHONE", "Phone"),
                            ("CODE", "Code"),
                            ("NAME", "Name"),
                            ("DISTRICT", "District"),
                            ("READY", "Ready"),
                        ],
                        default="LANGUAGE",
                        max_length=10,
                    ),
                ),
                ("draft", models.JSONField(blank=True, default=dict)),
                ("quiet_until", models.DateTimeField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "district",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.district",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "uuid"),
            },
        ),
        migrations.CreateModel(
            name="LinkCode",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "uuid"),
            },
        ),
        migrations.CreateModel(
            name="Update",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bot_id", models.BigIntegerField()),
                ("update_id", models.BigIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("message_id", models.BigIntegerField(default=0)),
                ("payload", models.TextField(default="")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "Received"),
                            ("ANSWERING", "Answering"),
                            ("DONE", "Done"),
                        ],
                        default="RECEIVED",
                        max_length=10,
                    ),
                ),
                ("answers", models.JSONField(default=list)),
                ("answers_sent", models.PositiveSmallIntegerField(default=0)),
                (
                    "received_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "chat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="updates",
                        to="telegram.chat",
                    ),
                ),
            ],
            options={
                "ordering": ("received_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("PHOTO", "Photo"), ("DOCUMENT", "Document")], max_length=10
                    ),
                ),
                ("file_id", models.CharField(max_length=255)),
                ("file_unique_id", models.CharField(max_length=64)),
                ("name", models.CharField(blank=True, default="", max_length=255)),
                ("media_type", models.CharField(blank=True, default="", max_length=127)),
                ("size_bytes", models.PositiveBigIntegerField(default=0)),
                ("is_taken", models.BooleanField(default=False)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.district",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conversations.session",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "uuid"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "file_unique_id"), name="telegram_attachment_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="chat",
            constraint=models.UniqueConstraint(
                fields=("bot_id", "chat_id"), name="telegram_chat_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="chat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ["LANGUAGE", "PHONE", "CODE", "NAME", "DISTRICT", "READY"])
                ),
                name="telegram_chat_stage_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="chat",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["", "uz", "uz-cyrl", "ru"])),
                name="telegram_chat_language_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="update",
            index=models.Index(
                condition=models.Q(("state", "DONE"), _negated=True),
                fields=["chat", "sent_at", "message_id"],
                name="telegram_update_open",
            ),
        ),
        migrations.AddIndex(
            model_name="update",
            index=models.Index(fields=["received_at"], name="telegram_update_by_age"),
        ),
        migrations.AddConstraint(
            model_name="update",
            constraint=models.UniqueConstraint(
                fields=("bot_id", "update_id"), name="telegram_update_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="update",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["RECEIVED", "ANSWERING", "DONE"])),
                name="telegram_update_state_is_known",
            ),
        ),
        *(
            migrations.RunSQL(_protect(table, rule=rule), _protect_back(table))
            for table, rule in _POLICIES.items()
        ),
    ]
