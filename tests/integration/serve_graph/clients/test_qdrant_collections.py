"""A collection that many make at once, or that somebody left half made (P32)."""

import asyncio

from qdrant_client import AsyncQdrantClient
from qdrant_client.models import Distance, SparseVectorParams, VectorParams

from serve_graph.clients.qdrant import QdrantIndex
from serve_graph.clients.qdrant.collections import alias_of
from serve_graph.stages.learning import LearningStage
from tests.integration.serve_graph.stages.district import TEXTS, District, Server


async def test_many_callers_create_one_collection_together(qdrant_server: Server) -> None:
    """On a busy machine their calls take seconds; what they may get wrong shows at any speed."""
    indexes = [QdrantIndex(url=qdrant_server.url, timeout_s=60.0) for _ in range(4)]
    district = District(indexes[0])
    request, vectors = await district.request(tuple(TEXTS))
    fresh = [vector.model_copy(update={"model": district.code}) for vector in vectors]
    stages = [LearningStage(index=index) for index in indexes]
    replies = await asyncio.gather(
        *(stage.departments_replace(request=request, vectors=fresh) for stage in stages)
    )
    assert len({reply.index_version for reply in replies}) == 1
    found = await indexes[0].search(vectors=fresh[0], district=district.code)
    assert len(found.descriptions) == 2 * len(TEXTS)
    for index in indexes:
        await index.aclose()


async def test_collection_that_was_left_half_made_is_finished(qdrant_server: Server) -> None:
    """Whoever made it was cut off before its payload indexes."""
    district = District(QdrantIndex(url=qdrant_server.url, timeout_s=60.0))
    request, vectors = await district.request(tuple(TEXTS))
    fresh = [vector.model_copy(update={"model": district.code}) for vector in vectors]
    client, size = AsyncQdrantClient(url=qdrant_server.url), len(vectors[0].dense)
    name = f"{alias_of(district.code, size)}-0"
    await client.create_collection(
        name,
        vectors_config={"dense": VectorParams(size=size, distance=Distance.COSINE)},
        sparse_vectors_config={"ngrams": SparseVectorParams()},
    )
    await district.learning.departments_replace(request=request, vectors=fresh)
    indexed = (await client.get_collection(name)).payload_schema
    assert set(indexed) == {"kind", "district", "language", "department", "version", "generation"}
    await client.close()
    await district.index.aclose()
