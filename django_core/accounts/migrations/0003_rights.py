"""Row-level security beneath the code, and the rights of the application's role (P36, S7).

Who looks stands in ``civic.viewer_kind``, ``civic.viewer_uuid`` and ``civic.viewer_district``,
set until the end of the transaction; unset or empty means nobody, who sees nothing.  FORCE makes
the policies hold for the owner as well: a later migration that changes people's rows begins its
SQL with ``SET LOCAL civic.viewer_kind = 'SYSTEM';``.
"""

from django.conf import settings
from django.db import migrations

_FUNCTIONS = """
    CREATE FUNCTION civic_viewer_kind() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
        AS $$ SELECT coalesce(current_setting('civic.viewer_kind', true), '') $$;
    CREATE FUNCTION civic_viewer() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
        AS $$ SELECT nullif(current_setting('civic.viewer_uuid', true), '')::uuid $$;
    CREATE FUNCTION civic_viewer_district() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
        AS $$ SELECT nullif(current_setting('civic.viewer_district', true), '')::uuid $$;
    CREATE FUNCTION civic_sees_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
        AS $$ SELECT civic_viewer_kind() IN ('SYSTEM', 'SUPERUSER') $$;
"""
_FUNCTIONS_BACK = """
    DROP FUNCTION civic_sees_all();
    DROP FUNCTION civic_viewer_district();
    DROP FUNCTION civic_viewer();
    DROP FUNCTION civic_viewer_kind();
"""

# ruff: noqa: S608  # the SQL is put together from the constants of this file
# "(SELECT f())" is asked once for a statement, not once for each row.
_ALL = "(SELECT civic_sees_all())"
_KIND = "(SELECT civic_viewer_kind())"
_ME = "(SELECT civic_viewer())"
_DISTRICT = "(SELECT civic_viewer_district())"
_SYSTEM = f"{_KIND} = 'SYSTEM'"
_IN_SIGHT = "EXISTS (SELECT 1 FROM conversations_session seen WHERE seen.uuid = session_id)"
_OFFICIAL = f"{_KIND} IN ('STAFF', 'OPERATOR')"

_SESSION = f"""{_ALL}
    OR ({_KIND} = 'CITIZEN' AND citizen_id = {_ME})
    OR ({_KIND} = 'OPERATOR' AND status <> 'QUARANTINED' AND district_id = {_DISTRICT})
    OR ({_KIND} = 'STAFF' AND status <> 'QUARANTINED' AND assigned_department_id IN (
        SELECT department_id FROM departments_membership WHERE user_id = {_ME}))"""
_MESSAGE = f"""{_ALL}
    OR ({_KIND} = 'CITIZEN' AND visibility = 'PUBLIC'
        AND ((sender_kind = 'CITIZEN' AND sender_id = {_ME}) OR {_IN_SIGHT}))
    OR ({_OFFICIAL} AND {_IN_SIGHT})"""
_RUN = f"{_ALL} OR ({_OFFICIAL} AND {_IN_SIGHT})"
_LABEL = f"{_ALL} OR ({_OFFICIAL} AND (author_id = {_ME} OR {_IN_SIGHT}))"
# Officials are known to whoever is signed in; a citizen to those who work on a matter of theirs.
_USER = f"""{_ALL} OR uuid = {_ME}
    OR ({_ME} IS NOT NULL AND kind IN ('STAFF', 'OPERATOR'))
    OR ({_KIND} = 'OPERATOR' AND kind = 'CITIZEN' AND district_id = {_DISTRICT})
    OR ({_OFFICIAL} AND kind = 'CITIZEN' AND EXISTS (
        SELECT 1 FROM conversations_session seen WHERE seen.citizen_id = accounts_user.uuid))"""
_USER_WRITES = f"{_ALL} OR (uuid = {_ME} AND kind = {_KIND})"
_DELIVERY = f"{_ALL} OR recipient_id = {_ME}"
_SIGNED_IN = f"{_ALL} OR {_ME} IS NOT NULL"

# table: who reads and changes a row, and what a row must be after a change.
_POLICIES = {
    "accounts_user": (_USER, _USER_WRITES),
    "departments_membership": (_SIGNED_IN, _ALL),
    "conversations_session": (_SESSION, _SESSION),
    "conversations_message": (_MESSAGE, _MESSAGE),
    "routing_pipelineattempt": (_RUN, _ALL),
    "routing_aianalysis": (_RUN, _ALL),
    "routing_injectionlog": (_ALL, _ALL),
    "feedback_correction": (_LABEL, _LABEL),
    "feedback_confirmation": (_LABEL, _LABEL),
    "notifications_delivery": (_DELIVERY, _SIGNED_IN),
    "audit_auditentry": (_ALL, _SYSTEM),
    "django_admin_log": (_ALL, _ALL),
}


def _protect(table: str, *, reads: str, writes: str) -> str:
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY viewer_reads ON {table} FOR SELECT USING ({reads});
        CREATE POLICY viewer_inserts ON {table} FOR INSERT WITH CHECK ({writes});
        CREATE POLICY viewer_updates ON {table} FOR UPDATE USING ({reads}) WITH CHECK ({writes});
        CREATE POLICY system_deletes ON {table} FOR DELETE USING ({_SYSTEM});
    """


def _protect_back(table: str) -> str:
    names = ("viewer_reads", "viewer_inserts", "viewer_updates", "system_deletes")
    drops = "".join(f"DROP POLICY {name} ON {table};" for name in names)
    return f"""{drops}
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """


# Also for the tables of later migrations; the log of what was done takes new entries only.
_GRANTS = """
    GRANT USAGE ON SCHEMA public TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
    REVOKE UPDATE, DELETE ON audit_auditentry FROM {role};
    REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
"""
_GRANTS_BACK = """
    ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM {role};
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role};
    REVOKE USAGE ON SCHEMA public FROM {role};
"""


def _for_role(text: str) -> str:
    """Name the role; where the owner is the application (one role for all), nothing is granted."""
    role = settings.DATABASE_APP_ROLE
    granted = text.format(role=role)
    return f"""
        DO $do$ BEGIN IF current_user <> '{role}' THEN {granted} END IF; END $do$;
    """


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_user_district"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("audit", "0001_initial"),
        ("base", "0001_initial"),
        ("conversations", "0001_initial"),
        ("departments", "0001_initial"),
        ("feedback", "0001_initial"),
        ("notifications", "0001_initial"),
        ("prompts", "0001_initial"),
        ("routing", "0001_initial"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(_FUNCTIONS, _FUNCTIONS_BACK),
        *(
            migrations.RunSQL(_protect(table, reads=reads, writes=writes), _protect_back(table))
            for table, (reads, writes) in _POLICIES.items()
        ),
        migrations.RunSQL(_for_role(_GRANTS), _for_role(_GRANTS_BACK)),
    ]
