"""Where the files that people attach are kept: a folder, or a private bucket.

The settings import it, so that it imports nothing of Django.
"""

from typing import Any

_CONNECTS_WITHIN_S = 3
_ANSWERS_WITHIN_S = 20


def folder_store(folder: str) -> dict[str, Any]:
    """Return the store that is a folder, shared by all who read and write it."""
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "allow_overwrite": True},
    }


def bucket_store(
    bucket: str, *, endpoint: str, region: str, key_id: str, secret: str
) -> dict[str, Any]:
    """Return the store that is a bucket; only a bucket makes the AWS library load."""
    from botocore.config import Config  # type: ignore[import-untyped]  # noqa: PLC0415

    client = Config(
        connect_timeout=_CONNECTS_WITHIN_S,
        read_timeout=_ANSWERS_WITHIN_S,
        retries={"total_max_attempts": 2},
        # Stores other than AWS refuse the checksums that newer clients send unasked.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path"},
    )
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint or None,
        "region_name": region,
        "access_key": key_id,
        "secret_key": secret,
        "client_config": client,
        "default_acl": None,
        "file_overwrite": True,
        "querystring_auth": True,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
