"""Makes each stage with the client that the settings choose, and the calls of those in a process.

Imports are made late: a replica pays only for the libraries of the stages that it holds.
"""

# ruff: noqa: PLC0415  # only the replica that needs a client or a stage pays for its import

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from serve_graph.contract import Stage
from serve_graph.settings import GraphSettings, SettingsInvalid
from serve_graph.timing import Measured, measured

if TYPE_CHECKING:
    from serve_graph.clients.cache import Embedder
    from serve_graph.clients.gemini import GeminiAccess
    from serve_graph.clients.qdrant import QdrantIndex

INGRESS: Literal["ingress"] = "ingress"
# Further ways into a stage, by their names in ``pipeline.Stages``: the stage and its method.
WAYS_IN: Mapping[str, tuple[Stage, str]] = {
    "words": (Stage.EMBEDDING, "words"),
    "departments": (Stage.LEARNING, "departments_replace"),
    "known": (Stage.LEARNING, "departments_known"),
    "neighbours": (Stage.LEARNING, "neighbours"),
    "draft": (Stage.LEARNING, "draft"),
    "rebuild_begin": (Stage.LEARNING, "rebuild_begin"),
    "rebuild_finish": (Stage.LEARNING, "rebuild_finish"),
    "effect": (Stage.SEARCH, "effect"),
    "preview": (Stage.SEARCH, "preview"),
}
SLOTS = 8  # What a stage gets when serve_config.yaml says nothing about it.

Host: TypeAlias = Stage | Literal["ingress"]
Call: TypeAlias = Callable[..., Awaitable[Measured[Any]]]


class Models(StrEnum):
    """Which models answer: ``AUTO`` takes Gemini when its key is set."""

    AUTO = "AUTO"
    OFFLINE = "OFFLINE"
    GEMINI = "GEMINI"


class GraphArgs(BaseModel):
    """The arguments of the application, from ``args`` in ``serve_config.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    models: Models = Models.AUTO
    placement: dict[Stage, Host] = Field(default_factory=dict)
    """Which stages live in the replica of another deployment; all others have their own."""

    @model_validator(mode="after")
    def _hosts_have_their_own(self) -> Self:
        homeless = sorted({host for host in self.placement.values() if host in self.placement})
        if homeless:
            message = f"placement: {', '.join(homeless)} has no deployment of its own"
            raise ValueError(message)
        return self

    def hosted(self, host: Host) -> tuple[Stage, ...]:
        """Return the stages in the replica of a deployment, in their order."""
        return tuple(stage for stage in Stage if self.placement.get(stage, stage) == host)

    def gemini(self, settings: GraphSettings) -> bool:
        """Return whether Gemini answers; raises ``SettingsInvalid`` when it has no key."""
        if self.models is Models.GEMINI and settings.gemini_api_key is None:
            raise SettingsInvalid(("GEMINI_API_KEY: needed by models: GEMINI",))
        return self.models is not Models.OFFLINE and settings.gemini_api_key is not None


class LocalStages:
    """The stages of this process as calls that are measured, each stage with its own slots.

    The slots limit what reaches a provider; Ray's ``max_ongoing_requests`` is 2 to 4 times that,
    because as the limiter itself it leaves the slots empty while the next call travels.
    """

    def __init__(
        self, stages: Iterable[Stage], *, args: GraphArgs, settings: GraphSettings
    ) -> None:
        self._stages: dict[Stage, Any] = {s: stage_made(s, args, settings) for s in stages}
        self._slots: dict[Stage, asyncio.Semaphore] = {}
        self.concurrency_set({})

    def concurrency_set(self, concurrency: Mapping[Stage, int]) -> None:
        """Change the number of slots; calls under way keep those they have."""
        strangers = sorted(set(concurrency) - set(self._stages))
        if strangers:
            raise SettingsInvalid(tuple(f"concurrency: no {stage} here" for stage in strangers))
        counts = dict.fromkeys(self._stages, SLOTS) | dict(concurrency)
        self._slots = {stage: asyncio.Semaphore(count) for stage, count in counts.items()}

    async def aclose(self) -> None:
        """Close the connections that the stages hold."""
        for stage in self._stages.values():
            for part in vars(stage).values():
                if hasattr(part, "aclose"):
                    await part.aclose()

    @property
    def calls(self) -> dict[str, Call]:
        """The calls by their names in ``pipeline.Stages``."""
        calls = {stage.value: self._call(stage, "run") for stage in self._stages}
        for name, (stage, method) in WAYS_IN.items():
            if stage in self._stages:
                calls[name] = self._call(stage, method)
        return calls

    def _call(self, stage: Stage, method: str) -> Call:
        work = getattr(self._stages[stage], method)

        async def call(**arguments: Any) -> Measured[Any]:  # noqa: ANN401  # typed in pipeline.Stages
            return await measured(lambda: work(**arguments), slots=self._slots[stage])

        return call


def stage_made(stage: Stage, args: GraphArgs, settings: GraphSettings) -> object:
    """Return the stage with its clients, ready to run."""
    return _MAKERS[stage](args, settings)


def _language(_args: GraphArgs, _settings: GraphSettings) -> object:
    from serve_graph.stages.language import LanguageStage

    return LanguageStage()


def _injection(args: GraphArgs, settings: GraphSettings) -> object:
    from serve_graph.stages.injection import InjectionStage

    if not args.gemini(settings):
        return InjectionStage()
    from serve_graph.clients.gemini import GeminiJudge

    access = _gemini_access(settings, timeout_s=settings.graph_judge_timeout_s)
    return InjectionStage(judge=GeminiJudge(access=access, model=settings.graph_judge_model))


def _embedding(args: GraphArgs, settings: GraphSettings) -> object:
    from serve_graph.clients.cache import CachedEmbedder
    from serve_graph.stages.embedding import EmbeddingStage

    return EmbeddingStage(embedder=CachedEmbedder(_embedder(args, settings)))


def _embedder(args: GraphArgs, settings: GraphSettings) -> "Embedder":
    if not args.gemini(settings):
        from serve_graph.clients.offline import OfflineEmbedder

        return OfflineEmbedder()
    from serve_graph.clients.gemini import GeminiEmbedder

    return GeminiEmbedder(
        access=_gemini_access(settings, timeout_s=settings.graph_embedding_timeout_s),
        model=settings.graph_embedding_model,
        dimensions=settings.graph_embedding_dimensions,
    )


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
    return DecisionStage(
        model=GeminiDecider(access=access),
        fallback=OfflineDecider(),
        within_s=settings.graph_model_timeout_s,
    )


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
