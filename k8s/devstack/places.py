"""k8s.devstack: folders that another user of this machine can reach."""

import hashlib
import os
import shutil
import stat
from pathlib import Path

from k8s.devstack.children import Account
from k8s.devstack.errors import ServerUnavailable

PRIVATE_ROOT = Path("/var/tmp")  # noqa: S108  # the folder below it must be ours, see place_private
PRIVATE_PREFIX = "civicconnect-"
SOCKET_ROOT = Path("/tmp")  # noqa: S108  # likewise, see ray_place


def is_reachable(path: Path) -> bool:
    """Return whether any user may pass through every folder above ``path``."""
    above = (folder for folder in path.absolute().parents if folder.exists())
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in above)


def place_private(key: Path) -> Path:
    """Return a folder outside homes that belongs to this user, the same for the same ``key``."""
    digest = hashlib.sha256(str(key.absolute()).encode()).hexdigest()[:16]
    place = PRIVATE_ROOT / f"{PRIVATE_PREFIX}{digest}"
    place.mkdir(mode=0o711, exist_ok=True)
    found = place.lstat()
    if found.st_uid != os.geteuid() or not stat.S_ISDIR(found.st_mode):
        message = f"{place} belongs to someone else. Remove it, then try again."
        raise ServerUnavailable("PRIVATE_PLACE_TAKEN", message)
    place.chmod(0o711)
    return place


def place_for(folder: Path, account: Account | None) -> Path:
    """Return where the data of ``folder`` can live so that ``account`` reaches it."""
    if account is None or is_reachable(folder / "data"):
        return folder
    return place_private(folder)


def folder_give(folder: Path, account: Account | None) -> None:
    """Make ``folder`` if needed, private to ``account``."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid)


def copy_reachable(
    root: Path, *, names: tuple[str, ...], version: str, account: Account | None
) -> Path:
    """Return ``root``, or a folder that ``account`` reaches with the same ``names`` below it.

    The copy is made once a version; the names keep their places, since programs find their
    libraries by the way from one to the other.
    """
    if account is None or all(is_reachable(root / name / "file") for name in names):
        return root
    copy = place_private(root) / version
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        for name in names:
            shutil.copytree(root / name, unfinished / name, symlinks=True)
        unfinished.rename(copy)
    return copy


def place_forget(place: Path) -> None:
    """Remove the data in ``place``, and the private place above it once that is empty."""
    shutil.rmtree(place, ignore_errors=True)
    above = place.parent
    if above.name.startswith(PRIVATE_PREFIX) and above.exists() and not any(above.iterdir()):
        above.rmdir()


def ray_place(stack_id: str) -> Path:
    """Return the folder of a stack's own Ray: short, since socket paths end at 107 characters."""
    place = SOCKET_ROOT / f"civic-{stack_id[:8]}"
    place.mkdir(mode=0o700, exist_ok=True)
    if place.lstat().st_uid != os.geteuid():
        message = f"{place} belongs to someone else. Remove it, then try again."
        raise ServerUnavailable("PRIVATE_PLACE_TAKEN", message)
    return place
