"""Row-level security for files (P36, S1, S28)."""

from django.db import migrations

# ruff: noqa: S608  # the SQL is put together from the constants of this file
_ALL = "(SELECT civic_sees_all())"
_ME = "(SELECT civic_viewer())"
# A file is seen with its message; what is not sent yet, by its uploader alone.
_FILE = f"""{_ALL}
    OR (message_id IS NULL AND uploader_id = {_ME})
    OR (message_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM conversations_message seen WHERE seen.uuid = message_id))"""
_FILE_WRITES = f"{_ALL} OR (message_id IS NULL AND uploader_id = {_ME})"
_POLICIES = {
    "files_attachment": (_FILE, _FILE_WRITES),
    "files_heldcontent": (_ALL, _ALL),
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
    dependencies = [("accounts", "0005_rights_of_chat"), ("files", "0001_initial")]

    operations = [
        migrations.RunSQL(_protect(table, reads=reads, writes=writes), _protect_back(table))
        for table, (reads, writes) in _POLICIES.items()
    ]
