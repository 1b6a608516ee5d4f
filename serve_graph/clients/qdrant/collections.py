"""The collections of an embedding model: one answers under an alias, another may be in the making.

Invariant: whoever writes, writes to every collection of the model, so that a correction that comes
during a rebuild is in both, and the swap of the alias loses nothing (P32).
"""

import asyncio
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from qdrant_client import models

from serve_graph.clients.qdrant.connection import Connection, IndexConflict
from serve_graph.clients.qdrant.queries import DENSE, SPARSE
from serve_graph.errors import RequestInvalid

INDEX_PREFIX = "civic-v2-"
_FIRST = 0
_KEYWORD_FIELDS = ("kind", "district", "language", "department")
_INTEGER_FIELDS = ("version", "generation")


@dataclass
class Collections:
    """Makes, finds and swaps collections; remembers which aliases exist, so that it asks once."""

    connection: Connection
    _known: set[str] = field(default_factory=set)
    _creating: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ready(self, alias: str) -> list[str]:
        """Return the collections to write to; make the first one, whoever else does the same."""
        async with self._creating:
            if alias not in self._known and not await self._exists(alias):
                await self._make(f"{alias}-{_FIRST}")
                await self._point(alias, f"{alias}-{_FIRST}", instead_of=None)
            self._known.add(alias)
        return await self.of(f"{alias}-")

    async def of(self, prefix: str) -> list[str]:
        """Return all collections whose name begins like this, oldest first."""
        answer = await self.connection.answer(self.connection.client.get_collections())
        names = (collection.name for collection in answer.collections)
        return sorted((name for name in names if name.startswith(prefix)), key=_generation)

    def forget(self) -> None:
        """Ask again for every alias: somebody deleted a collection."""
        self._known.clear()

    async def rebuild_begin(self, alias: str) -> str:
        """Open a new collection; what an earlier rebuild left unfinished goes."""
        await self.ready(alias)
        live = await self._live(alias)
        await self._drop(name for name in await self.of(f"{alias}-") if name != live)
        name = f"{alias}-{time.time_ns() // 1_000}"
        await self._make(name)
        return name

    async def rebuild_finish(self, alias: str, *, name: str) -> str:
        """Point the alias at the new collection in one step, then drop the others.

        ``name`` is what ``rebuild_begin`` gave: a second rebuild, begun meanwhile, is not ended by
        the first one's end.
        """
        names, live = await self.of(f"{alias}-"), await self._live(alias)
        if not names or names[-1] != name or name == live:
            message = "this rebuild is not under way"
            raise RequestInvalid("REBUILD_NOT_BEGUN", message, permanent=True)
        counted = await self.connection.answer(self.connection.client.count(names[-1]))
        if not counted.count:
            message = "the new collection holds nothing yet"
            raise RequestInvalid("REBUILD_EMPTY", message, permanent=True)
        await self._point(alias, names[-1], instead_of=live)
        await self._drop(names[:-1])
        return names[-1]

    async def _exists(self, alias: str) -> bool:
        return await self.connection.answer(self.connection.client.collection_exists(alias))

    async def _live(self, alias: str) -> str | None:
        answer = await self.connection.answer(self.connection.client.get_aliases())
        targets = {one.alias_name: one.collection_name for one in answer.aliases}
        return targets.get(alias)

    async def _point(self, alias: str, name: str, *, instead_of: str | None) -> None:
        actions: list[models.AliasOperations] = []
        if instead_of is not None:
            gone = models.DeleteAlias(alias_name=alias)
            actions.append(models.DeleteAliasOperation(delete_alias=gone))
        made = models.CreateAlias(collection_name=name, alias_name=alias)
        actions.append(models.CreateAliasOperation(create_alias=made))
        await self.connection.answer(self.connection.client.update_collection_aliases(actions))

    async def _drop(self, names: Iterable[str]) -> None:
        for name in names:
            await self.connection.answer(self.connection.client.delete_collection(name))

    async def _make(self, name: str) -> None:
        dense = models.VectorParams(size=_size(name), distance=models.Distance.COSINE)
        client = self.connection.client
        call = client.create_collection(
            name,
            vectors_config={DENSE: dense},
            sparse_vectors_config={SPARSE: models.SparseVectorParams()},
        )
        # Another process may have been faster, and cut off before it had made the payload indexes.
        with suppress(IndexConflict):
            await self.connection.answer(call)
        fields = dict.fromkeys(_KEYWORD_FIELDS, models.PayloadSchemaType.KEYWORD)
        fields |= dict.fromkeys(_INTEGER_FIELDS, models.PayloadSchemaType.INTEGER)
        for key, schema in fields.items():
            await self.connection.answer(client.create_payload_index(name, key, schema, wait=True))


def alias_of(model: str, size: int) -> str:
    """Return the name that a model's collection answers to: vectors of two models never meet."""
    slug = re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")
    return f"{INDEX_PREFIX}{slug}-{size}"


def _generation(name: str) -> int:
    return int(name.rpartition("-")[2])


def _size(name: str) -> int:
    return int(name.split("-")[-2])
