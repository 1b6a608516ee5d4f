"""Events of sessions, and who may read them (P36, S7).

Whoever sees a session sees its events; of the internal ones a citizen sees nothing (P29).  Only
the system writes, and only new rows.
"""

import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

_ALL = "(SELECT civic_sees_all())"
_SYSTEM = "(SELECT civic_viewer_kind()) = 'SYSTEM'"
_IN_SIGHT = "EXISTS (SELECT 1 FROM conversations_session seen WHERE seen.uuid = session_uuid)"
_READS = f"""{_ALL} OR ({_IN_SIGHT} AND (
    audience = 'EVERYBODY' OR (SELECT civic_viewer_kind()) IN ('STAFF', 'OPERATOR')))"""
_PROTECT = f"""
    ALTER TABLE realtime_event ENABLE ROW LEVEL SECURITY;
    ALTER TABLE realtime_event FORCE ROW LEVEL SECURITY;
    CREATE POLICY viewer_reads ON realtime_event FOR SELECT USING ({_READS});
    CREATE POLICY system_inserts ON realtime_event FOR INSERT WITH CHECK ({_SYSTEM});
    CREATE POLICY system_updates ON realtime_event FOR UPDATE USING ({_SYSTEM});
    CREATE POLICY system_deletes ON realtime_event FOR DELETE USING ({_SYSTEM});
"""
_PROTECT_BACK = """
    DROP POLICY viewer_reads ON realtime_event;
    DROP POLICY system_inserts ON realtime_event;
    DROP POLICY system_updates ON realtime_event;
    DROP POLICY system_deletes ON realtime_event;
    ALTER TABLE realtime_event NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE realtime_event DISABLE ROW LEVEL SECURITY;
"""


def _for_role(text: str) -> str:
    """Name the role; where the owner is the application (one role for all), nothing changes."""
    role = settings.DATABASE_APP_ROLE
    return f"""
        DO $do$ BEGIN IF current_user <> '{role}' THEN {text.format(role=role)} END IF; END $do$;
    """


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0005_rights_of_chat"),
        ("conversations", "0003_search_and_clock_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session_uuid", models.UUIDField()),
                ("sequence", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=32)),
                (
                    "audience",
                    models.CharField(
                        choices=[("EVERYBODY", "Everybody"), ("INTERNAL", "Internal")],
                        default="EVERYBODY",
                        max_length=10,
                    ),
                ),
                ("message_uuid", models.UUIDField(null=True)),
                (
                    "happened_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ("session_uuid", "sequence"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session_uuid", "sequence"), name="event_sequence_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sequence__gte", 1)), name="event_sequence_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["EVERYBODY", "INTERNAL"])),
                        name="event_audience_is_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_PROTECT, _PROTECT_BACK),
        migrations.RunSQL(
            _for_role("REVOKE UPDATE ON realtime_event FROM {role};"),
            _for_role("GRANT UPDATE ON realtime_event TO {role};"),
        ),
    ]
