"""Second factors, codes by SMS, tries and sign-ins; each is its person's or the system's only."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

_SYSTEM = "(SELECT civic_viewer_kind()) = 'SYSTEM'"
_OWN = f"{_SYSTEM} OR user_id = (SELECT civic_viewer())"
_READS = {
    "accounts_phonecode": _SYSTEM,
    "accounts_recoverycode": _SYSTEM,
    "accounts_secondfactor": _SYSTEM,
    "accounts_signin": _OWN,
    "accounts_signinattempt": _SYSTEM,
}


def _protect(table: str, *, reads: str) -> str:
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY viewer_reads ON {table} FOR SELECT USING ({reads});
        CREATE POLICY system_inserts ON {table} FOR INSERT WITH CHECK ({_SYSTEM});
        CREATE POLICY system_updates ON {table} FOR UPDATE USING ({_SYSTEM}) WITH CHECK ({_SYSTEM});
        CREATE POLICY system_deletes ON {table} FOR DELETE USING ({_SYSTEM});
    """


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_rights"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="second_factor",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sealed_key", models.TextField()),
                ("last_step", models.BigIntegerField(default=0)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PhoneCode",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("phone", models.CharField(max_length=16)),
                ("address", models.GenericIPAddressField()),
                ("network", models.CharField(max_length=64)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "sms_state",
                    models.CharField(
                        choices=[
                            ("PENDING", "Pending"),
                            ("SENT", "Sent"),
                            ("FAILED", "Failed"),
                            ("UNKNOWN", "Unknown"),
                        ],
                        default="PENDING",
                        max_length=8,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("registered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-created_at", "uuid"),
                "indexes": [
                    models.Index(fields=["phone", "created_at"], name="phone_code_by_phone"),
                    models.Index(fields=["created_at"], name="phone_code_by_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sms_state__in", ["PENDING", "SENT", "FAILED", "UNKNOWN"])
                        ),
                        name="phone_code_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tries__lte", 5)), name="phone_code_five_tries"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name_digest", models.CharField(max_length=64)),
                ("address", models.GenericIPAddressField()),
                ("is_success", models.BooleanField(default=False)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ("-created_at", "uuid"),
                "indexes": [
                    models.Index(fields=["name_digest", "created_at"], name="attempt_by_name"),
                    models.Index(fields=["address", "created_at"], name="attempt_by_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("uuid",),
                "constraints": [
                    models.UniqueConstraint(fields=("user", "digest"), name="recovery_code_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("device", models.CharField(default="", max_length=200)),
                ("idle_s", models.PositiveIntegerField(default=0)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "seen_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-seen_at", "uuid"),
                "indexes": [models.Index(fields=["user", "seen_at"], name="sign_in_by_user")],
            },
        ),
        *(
            migrations.RunSQL(_protect(table, reads=reads), migrations.RunSQL.noop)
            for table, reads in _READS.items()
        ),
    ]
