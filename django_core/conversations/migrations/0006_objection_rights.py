"""Row-level security for objections (P36)."""

from django.db import migrations

# the SQL is put together from the constants of this file
_ALL = "(SELECT civic_sees_all())"
_ME = "(SELECT civic_viewer())"
_KIND = "(SELECT civic_viewer_kind())"
_IN_SIGHT = "EXISTS (SELECT 1 FROM conversations_session seen WHERE seen.uuid = session_id)"
_OFFICIAL = f"{_KIND} IN ('STAFF', 'OPERATOR')"
_OBJECTION_WRITES = f"{_ALL} OR citizen_id = {_ME}"
_OBJECTION = f"{_OBJECTION_WRITES} OR ({_OFFICIAL} AND {_IN_SIGHT})"
_POLICIES = {
    "conversations_objection": (_OBJECTION, _OBJECTION_WRITES),
}


def _protect(table: str, *, reads: str, writes: str) -> str:
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY viewer_reads ON {table} FOR SELECT USING ({reads});
        CREATE POLICY viewer_inserts ON {table} FOR INSERT WITH CHECK ({writes});
        CREATE POLICY viewer_updates ON {table} FOR UPDATE USING ({reads}) WITH CHECK ({writes});
        CREATE POLICY viewer_deletes ON {table} FOR DELETE USING ({writes});
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
        ("conversations", "0005_files_places_objections"),
    ]

    operations = [
        migrations.RunSQL(_protect(table, reads=reads, writes=writes), _protect_back(table))
        for table, (reads, writes) in _POLICIES.items()
    ]
