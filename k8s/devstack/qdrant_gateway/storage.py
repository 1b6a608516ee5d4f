"""The folder of the gateway: one process at a time, one shard per collection, aliases in a file."""

import fcntl
import json
import re
import shutil
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import IO, Any, Self

import qdrant_edge as edge

from k8s.devstack.qdrant_gateway.errors import (
    CollectionExists,
    CollectionMissing,
    FolderLocked,
    RequestMalformed,
)
from k8s.devstack.qdrant_gateway.parsing import Json, config_parse

_NAME = re.compile(r"^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,200}$")
_META = "collection.json"
_DELETED_SUFFIX = ".deleted"


def _write_atomically(path: Path, value: object) -> None:
    fresh = path.with_suffix(".fresh")
    fresh.write_text(json.dumps(value), encoding="utf-8")
    fresh.replace(path)


class Collection:
    """One shard of the engine and the request that created it."""

    def __init__(self, *, shard: edge.EdgeShard, created_from: Json) -> None:
        self.shard = shard
        self.created_from = created_from
        self._writes = RLock()
        self._operation_id = 0

    def update(self, operation: edge.UpdateOperation) -> int:
        """Apply ``operation``, flush it to disk, return its number."""
        with self._writes:
            self.shard.update(operation)
            self.shard.flush()
            self._operation_id += 1
            return self._operation_id


class Storage:
    """All collections below one folder, which stays locked while this object is open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "collections"
        self._aliases_path = folder / "aliases.json"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock_file = _locked(folder)
        self._changes = RLock()
        self._collections: dict[str, Collection] = {}
        self.aliases: dict[str, str] = {}
        self._load()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Flush and close every shard, then let go of the folder."""
        for collection in self._collections.values():
            collection.shard.flush()
            collection.shard.close()
        self._collections.clear()
        self._lock_file.close()

    def _load(self) -> None:
        for path in sorted(self._folder.iterdir()):
            meta = path / _META
            if path.suffix == _DELETED_SUFFIX or not meta.exists():
                shutil.rmtree(path)  # A creation or a deletion that never finished.
                continue
            shard = edge.EdgeShard.load(str(path / "shard"))
            created_from = json.loads(meta.read_text(encoding="utf-8"))
            self._collections[path.name] = Collection(shard=shard, created_from=created_from)
        with suppress(FileNotFoundError):
            self.aliases = json.loads(self._aliases_path.read_text(encoding="utf-8"))

    def names(self) -> list[str]:
        """Return the names of all collections."""
        return sorted(self._collections)

    def exists(self, name: str) -> bool:
        """Return whether ``name`` is a collection or an alias of one."""
        return self.aliases.get(name, name) in self._collections

    def get(self, name: str) -> Collection:
        """Return a collection by name or alias; raises ``CollectionMissing``."""
        found = self._collections.get(self.aliases.get(name, name))
        if found is None:
            message = f"Not found: Collection `{name}` doesn't exist!"
            raise CollectionMissing(message)
        return found

    def create(self, name: str, body: Json) -> None:
        """Create a collection; raises ``CollectionExists``, ``RequestMalformed``."""
        if not _NAME.match(name):
            message = f"collection name {name!r} is not allowed"
            raise RequestMalformed(message)
        config = config_parse(body)
        with self._changes:
            if self.exists(name):
                message = f"Wrong input: Collection `{name}` already exists!"
                raise CollectionExists(message)
            path = self._folder / name
            (path / "shard").mkdir(parents=True)
            shard = edge.EdgeShard.create(str(path / "shard"), config)
            shard.flush()
            _write_atomically(path / _META, dict(body))
            self._collections[name] = Collection(shard=shard, created_from=body)

    def delete(self, name: str) -> bool:
        """Delete a collection and its aliases; return whether there was one."""
        with self._changes:
            collection = self._collections.pop(name, None)
            if collection is None:
                return False
            kept = {alias: target for alias, target in self.aliases.items() if target != name}
            self._aliases_save(kept)
            collection.shard.close()
            gone = (self._folder / name).rename(self._folder / f"{name}{_DELETED_SUFFIX}")
            shutil.rmtree(gone)
            return True

    def aliases_change(self, actions: list[dict[str, Any]]) -> None:
        """Apply all alias actions at once; raises ``CollectionMissing``, ``RequestMalformed``."""
        with self._changes:
            aliases = dict(self.aliases)
            for action in actions:
                self._alias_apply(aliases, action)
            self._aliases_save(aliases)

    def _alias_apply(self, aliases: dict[str, str], action: dict[str, Any]) -> None:
        match action:
            case {"create_alias": {"collection_name": target, "alias_name": alias}}:
                if target not in self._collections:
                    message = f"Not found: Collection `{target}` doesn't exist!"
                    raise CollectionMissing(message)
                aliases[alias] = target
            case {"delete_alias": {"alias_name": alias}}:
                aliases.pop(alias, None)
            case {"rename_alias": {"old_alias_name": old, "new_alias_name": new}} if old in aliases:
                aliases[new] = aliases.pop(old)
            case _:
                message = f"alias action not understood: {sorted(action)}"
                raise RequestMalformed(message)

    def _aliases_save(self, aliases: dict[str, str]) -> None:
        _write_atomically(self._aliases_path, aliases)
        self.aliases = aliases


def _locked(folder: Path) -> IO[str]:
    handle = (folder / ".lock").open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        message = f"the folder {folder} is in use by another process"
        raise FolderLocked(message) from error
    return handle
