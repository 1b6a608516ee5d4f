"""How the settings reach Postgres and the store of files."""

from django_core.config.database import database_at
from django_core.config.stores import bucket_store, folder_store

URL = "postgres://civic_app:word@db.example:5433/civic"


def test_a_pool_keeps_connections_in_djangos_place():
    database = database_at(URL, pool_max=10)
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "civic")
    assert database["OPTIONS"]["pool"]["max_size"] == 10
    assert database["CONN_MAX_AGE"] == 0


def test_no_pool_opens_a_connection_a_thread():
    assert "pool" not in database_at(URL, pool_max=0)["OPTIONS"]


def test_a_bucket_without_an_address_is_at_aws():
    keys = {"key_id": "key", "secret": "word"}
    store = bucket_store("civic-files", endpoint="", region="eu-central-1", **keys)
    assert store["BACKEND"] == "storages.backends.s3.S3Storage"
    assert store["OPTIONS"]["endpoint_url"] is None
    assert store["OPTIONS"]["region_name"] == "eu-central-1"


def test_a_folder_is_written_where_it_is_told():
    assert folder_store("/var/lib/civic/files")["OPTIONS"]["location"] == "/var/lib/civic/files"
