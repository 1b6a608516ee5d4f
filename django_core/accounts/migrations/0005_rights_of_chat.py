"""Row-level security for what chats and notifications added (P36, S7)."""

from django.db import migrations

_ALL = "(SELECT civic_sees_all())"
_KIND = "(SELECT civic_viewer_kind())"
_ME = "(SELECT civic_viewer())"
_DISTRICT = "(SELECT civic_viewer_district())"
_IN_SIGHT = "EXISTS (SELECT 1 FROM conversations_session seen WHERE seen.uuid = session_id)"
_OFFICIAL = f"{_KIND} IN ('STAFF', 'OPERATOR')"

# ruff: noqa: S608  # the SQL is put together from the constants of this file
_OWN_MARK = f"{_ALL} OR reader_id = {_ME}"
_CANNED = f"""{_ALL}
    OR ({_KIND} = 'OPERATOR' AND district_id = {_DISTRICT})
    OR ({_KIND} = 'STAFF' AND department_id IN (
        SELECT department_id FROM departments_membership WHERE user_id = {_ME}))"""
_RATING = f"{_ALL} OR citizen_id = {_ME} OR ({_OFFICIAL} AND {_IN_SIGHT})"
_RATING_WRITES = f"{_ALL} OR citizen_id = {_ME}"
_OWN = f"{_ALL} OR recipient_id = {_ME}"
_INBOX = f"""{_ALL} OR EXISTS (
    SELECT 1 FROM notifications_delivery told WHERE told.uuid = delivery_id)"""

# table: who reads a row, and who writes or removes it.
_POLICIES = {
    "conversations_readmark": (_OWN_MARK, _OWN_MARK),
    "conversations_cannedreply": (_CANNED, _CANNED),
    "conversations_rating": (_RATING, _RATING_WRITES),
    "notifications_switchedoff": (_OWN, _OWN),
    "notifications_inboxentry": (_INBOX, _ALL),
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
        ("accounts", "0004_proofs_codes_sign_ins"),
        ("conversations", "0002_marks_canned_ratings"),
        ("notifications", "0002_switched_off_inbox"),
    ]

    operations = [
        migrations.RunSQL(_protect(table, reads=reads, writes=writes), _protect_back(table))
        for table, (reads, writes) in _POLICIES.items()
    ]
