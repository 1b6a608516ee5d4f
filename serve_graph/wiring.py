"""Makes each stage with the client that the settings choose: offline models or Gemini.

Imports are made late: a replica holds one stage, and only that stage's libraries.
"""

# ruff: noqa: PLC0415  # only the replica that needs a client or a stage pays for its import

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from serve_graph.contract import Stage
from serve_graph.settings import GraphSettings, SettingsInvalid

if TYPE_CHECKING:
    from serve_graph.clients.gemini import GeminiAccess
    from serve_graph.clients.qdrant import QdrantIndex


class Models(StrEnum):
    """Which models answer: ``AUTO`` takes Gemini when its key is set."""

    AUTO = "AUTO"
    OFFLINE = "OFFLINE"
    GEMINI = "GEMINI"


class GraphArgs(BaseModel):
    """The arguments of the application, from ``args`` in ``serve_config.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    models: Models = Models.AUTO

    def gemini(self, settings: GraphSettings) -> bool:
        """Return whether Gemini answers; raises ``SettingsInvalid`` when it has no key."""
        if self.models is Models.GEMINI and settings.gemini_api_key is None:
            raise SettingsInvalid(("GEMINI_API_KEY: needed by models: GEMINI",))
        return self.models is not Models.OFFLINE and settings.gemini_api_key is not None


def stage_made(stage: Stage, args: GraphArgs, settings: GraphSettings) -> object:
    """Return the stage with its clients, ready to run."""
    return _MAKERS[stage](args, settings)


def _language(_args: GraphArgs, _settings: GraphSettings) -> object:
    from serve_graph.stages.language import LanguageStage

    return LanguageStage()


def _injection(_args: GraphArgs, _settings: GraphSettings) -> object:
    from serve_graph.stages.injection import InjectionStage

    return InjectionStage()


def _embedding(args: GraphArgs, settings: GraphSettings) -> object:
    from serve_graph.stages.embedding import EmbeddingStage

    if not args.gemini(settings):
        from serve_graph.clients.offline import OfflineEmbedder

        return EmbeddingStage(embedder=OfflineEmbedder())
    from serve_graph.clients.gemini import GeminiEmbedder

    embedder = GeminiEmbedder(
        access=_gemini_access(settings, timeout_s=settings.graph_embedding_timeout_s),
        model=settings.graph_embedding_model,
        dimensions=settings.graph_embedding_dimensions,
    )
    return EmbeddingStage(embedder=embedder)


def _search(_args: GraphArgs, settings: GraphSettings) -> object:
    from serve_graph.stages.search import SearchStage

    return SearchStage(index=_index(settings))


def _prompt(_args: GraphArgs, _settings: GraphSettings) -> object:
    from serve_graph.stages.prompt import PromptStage

    return PromptStage()


def _decision(args: GraphArgs, settings: GraphSettings) -> object:
    from serve_graph.clients.offline import OfflineDecider
    from serve_graph.stages.decision import DecisionStage

    if not args.gemini(settings):
        return DecisionStage(model=None, fallback=OfflineDecider())
    from serve_graph.clients.gemini import GeminiDecider

    access = _gemini_access(settings, timeout_s=settings.graph_model_timeout_s)
    return DecisionStage(model=GeminiDecider(access=access), fallback=OfflineDecider())


def _learning(_args: GraphArgs, settings: GraphSettings) -> object:
    from serve_graph.stages.learning import LearningStage

    return LearningStage(index=_index(settings))


def _index(settings: GraphSettings) -> "QdrantIndex":
    from serve_graph.clients.qdrant import QdrantIndex

    key = settings.qdrant_api_key
    return QdrantIndex(
        url=str(settings.qdrant_url),
        api_key=key.get_secret_value() if key else None,
        timeout_s=settings.graph_index_timeout_s,
    )


def _gemini_access(settings: GraphSettings, *, timeout_s: float) -> "GeminiAccess":
    from serve_graph.clients.gemini import GeminiAccess

    key, url = settings.gemini_api_key, settings.gemini_base_url
    return GeminiAccess(
        api_key=key.get_secret_value() if key else "",
        timeout_s=timeout_s,
        base_url=str(url) if url else None,
    )


_MAKERS: dict[Stage, Callable[[GraphArgs, GraphSettings], object]] = {
    Stage.LANGUAGE: _language,
    Stage.INJECTION: _injection,
    Stage.EMBEDDING: _embedding,
    Stage.SEARCH: _search,
    Stage.PROMPT: _prompt,
    Stage.DECISION: _decision,
    Stage.LEARNING: _learning,
}
