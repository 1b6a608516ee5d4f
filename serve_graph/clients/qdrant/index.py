"""The search index over Qdrant: description, wording and example points in one collection.

Invariant: description, wording and example points share a collection, never a list of results.
"""

import time
from collections.abc import Awaitable, Mapping, Sequence
from uuid import UUID

from qdrant_client import models

from serve_graph.clients.qdrant.collections import INDEX_PREFIX, Collections, alias_of
from serve_graph.clients.qdrant.connection import Connection, IndexMissing
from serve_graph.clients.qdrant.queries import (
    DENSE,
    DEPARTMENT_KINDS,
    BatchAnswer,
    Found,
    PointToHold,
    Stored,
    below,
    kinds_of,
    search_requests,
    stored_of,
    struct_of,
)
from serve_graph.contract_stages import TextVectors

POINTS_PER_CALL = 200


class QdrantIndex:
    """The search index; every call ends within ``timeout_s``."""

    def __init__(self, *, url: str, api_key: str | None = None, timeout_s: float = 5.0) -> None:
        self._connection = Connection(url=url, api_key=api_key, timeout_s=timeout_s)
        self._client = self._connection.client
        self._collections = Collections(self._connection)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def search(self, *, vectors: TextVectors, district: str) -> Found:
        """Return what is similar to the text, by one request; raises ``IndexUnavailable``."""
        alias = alias_of(vectors.model, len(vectors.dense) or vectors.dimensions)
        requests = search_requests(vectors, district)
        batch = models.QueryRequestBatch(searches=list(requests.values()))
        # The library's conveniences copy every vector to look for texts to embed in it, and make
        # objects of the reply that are then copied into ours; its client reads it into ours.
        call = self._client.http.client.request(
            type_=BatchAnswer,
            method="POST",
            url="/collections/{collection_name}/points/query/batch",
            path_params={"collection_name": alias},
            headers={"Content-Type": "application/json"},
            content=batch.model_dump_json(exclude_unset=True, exclude_none=True),
        )
        try:
            answers = (await self._connection.answer(call)).result
        except IndexMissing:
            self._collections.forget()
            return Found(index_version=alias)
        hits = {part: answer.points for part, answer in zip(requests, answers, strict=True)}
        return Found(index_version=alias, **hits)

    async def descriptions(
        self, *, vectors: TextVectors, point_ids: Sequence[UUID]
    ) -> Mapping[UUID, Stored]:
        """Return those of the points that are there; raises ``IndexUnavailable``."""
        alias, ids = alias_of(vectors.model, len(vectors.dense)), [str(one) for one in point_ids]
        call = self._client.retrieve(alias, ids=ids, with_payload=True, with_vectors=[DENSE])
        try:
            records = await self._connection.answer(call)
        except IndexMissing:
            return {}
        found = {UUID(str(record.id)): stored_of(record) for record in records}
        return {point_id: stored for point_id, stored in found.items() if stored is not None}

    async def departments_replace(
        self, *, model: str, district: str, points: Sequence[PointToHold]
    ) -> str:
        """Make these the district's description points, without a gap; return the version.

        The new points are written first, then what is left of earlier generations goes.  Of two
        calls at once the later one wins: neither takes away what the other has just written.
        """
        generation = time.time_ns() // 1_000
        alias = alias_of(model, len(points[0].dense or ()))
        older = kinds_of(district, DEPARTMENT_KINDS)
        older = models.Filter(must=[older, below("generation", generation)])
        structs = [struct_of(point, {"generation": generation}) for point in points]
        for name in await self._collections.ready(alias):
            for start in range(0, len(structs), POINTS_PER_CALL):
                part = structs[start : start + POINTS_PER_CALL]
                await self._put_if_newer(name, part, below("generation", generation))
            gone = self._client.delete(name, points_selector=older, wait=True)
            await self._written(gone)
        return alias

    async def example_put(self, *, model: str, point: PointToHold, version: int) -> str:
        """Write an example unless a newer version of it is there; return the version."""
        alias = alias_of(model, len(point.dense or ()))
        struct = struct_of(point, {"version": version})
        for name in await self._collections.ready(alias):
            await self._put_if_newer(name, [struct], below("version", version))
        return alias

    async def example_remove(self, *, point_id: UUID, district: str, version: int) -> str:
        """Empty the point in every collection of every model.

        Its number stays, without vectors, so that an older version that arrives late does not
        bring the correction back (P32).
        """
        payload = {"kind": "removed", "district": district, "version": version}
        emptied = models.PointStruct(id=str(point_id), vector={}, payload=payload)
        names = await self._collections.of(INDEX_PREFIX)
        for name in names:
            await self._put_if_newer(name, [emptied], below("version", version))
        return names[0].rpartition("-")[0] if names else f"{INDEX_PREFIX}none"

    async def rebuild_begin(self, *, vectors: TextVectors) -> str:
        """Open a new collection that is written to beside the one in use; return its name."""
        return await self._collections.rebuild_begin(alias_of(vectors.model, len(vectors.dense)))

    async def rebuild_finish(self, *, vectors: TextVectors, name: str) -> str:
        """Answer from the new collection from now on; return its name."""
        alias = alias_of(vectors.model, len(vectors.dense))
        return await self._collections.rebuild_finish(alias, name=name)

    async def _put_if_newer(
        self, name: str, points: list[models.PointStruct], older: models.Condition
    ) -> None:
        """Write points that are new, or that are there in an older version."""
        replaced = models.Filter(must=[older])
        await self._written(self._client.upsert(name, points, update_filter=replaced, wait=True))

    async def _written(self, call: Awaitable[object]) -> None:
        try:
            await self._connection.answer(call)
        except IndexMissing:  # A rebuild took the collection away: the caller comes again.
            self._collections.forget()
            raise
