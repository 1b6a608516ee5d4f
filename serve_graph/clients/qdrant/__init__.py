"""The client of Qdrant; nobody else imports ``qdrant_client``."""

from serve_graph.clients.qdrant.index import QdrantIndex

__all__ = ["QdrantIndex"]
