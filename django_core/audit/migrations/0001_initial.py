"""The first tables of audit."""

import django.db.models.functions.datetime
from django.db import migrations, models

_APPEND_ONLY = """
    CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
        FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse();
"""
_APPEND_ONLY_BACK = """
    DROP TRIGGER audit_entry_append_only ON audit_auditentry;
    DROP FUNCTION audit_entry_refuse();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "happened_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("action", models.CharField(max_length=40)),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_uuid", models.UUIDField(null=True)),
                ("district_uuid", models.UUIDField(null=True)),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_uuid", models.UUIDField()),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["subject_uuid", "id"], name="audit_by_subject"),
                    models.Index(fields=["actor_uuid", "id"], name="audit_by_actor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action__regex", "^[A-Z][A-Z_]+$")),
                        name="audit_action_is_a_code",
                    )
                ],
            },
        ),
        migrations.RunSQL(_APPEND_ONLY, _APPEND_ONLY_BACK),
    ]
