"""A linter made for row-level security reads the policies as they are in the database (S7)."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.servers import POSTGRES

pytestmark = pytest.mark.django_db(transaction=True)
CONFIG = Path(__file__).parent / "pgrls.toml"
ENDS_WITHIN_S = 120


def _owner_url() -> str:
    return POSTGRES.owner_url.rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"


def _found() -> set[tuple[str, str]]:
    """Rule and place of each finding."""
    command = (sys.executable, "-m", "pgrls", "lint", "--config", str(CONFIG), "--format", "json")
    done = subprocess.run(  # noqa: S603  # our own command
        command,
        env={"DATABASE_URL": _owner_url()},
        capture_output=True,
        check=False,
        timeout=ENDS_WITHIN_S,
    )
    assert done.returncode in {0, 1}, done.stderr.decode()
    found = json.loads(done.stdout)["violations"]
    return {(one["rule_id"], one["location"]) for one in found}


@pytest.fixture
def open_policy() -> Iterator[str]:
    """Let one table be read by everybody, as a careless migration would."""
    with psycopg.connect(_owner_url(), autocommit=True) as owner:
        owner.execute("CREATE POLICY careless ON files_attachment FOR SELECT USING (true)")
        yield "public.files_attachment.careless"
        owner.execute("DROP POLICY careless ON files_attachment")


def test_policies_have_no_finding():
    assert _found() == set()


def test_careless_policy_is_found(open_policy):
    assert open_policy in {place for _, place in _found()}
