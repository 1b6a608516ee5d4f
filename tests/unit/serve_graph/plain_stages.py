"""Plain stages for tests of the pipeline and of the door: no Ray, no index, no model."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from serve_graph.contract import Candidate, Decision, InjectionReport, Language, Script
from serve_graph.contract_stages import (
    DecisionReading,
    Draft,
    EffectReading,
    LanguageReading,
    Prompt,
    SearchReading,
    SparseVector,
    TextVectors,
)
from serve_graph.contract_teaching import LearnReply
from serve_graph.errors import GraphError
from serve_graph.pipeline import Stages
from serve_graph.timing import Measured, measured

CANDIDATES = tuple(
    Candidate(
        department_id=uuid.uuid5(uuid.NAMESPACE_DNS, code),
        code=code,
        name=code.title(),
        similarity=similarity,
        description=f"What {code} does.",
    )
    for code, similarity in (("water", 0.8), ("housing", 0.5), ("roads", 0.3))
)
VECTORS = TextVectors(dense=(1.0,), sparse=SparseVector(indices=(1,), values=(1.0,)), model="plain")


def decision(confidence: float, *, candidate: Candidate = CANDIDATES[1]) -> Decision:
    return Decision(
        department_id=candidate.department_id,
        code=candidate.code,
        name=candidate.name,
        confidence=confidence,
        reason="it fits",
    )


@dataclass
class PlainStages:
    """Answers of the stages, each of which a test may replace by another or by an error."""

    injection: InjectionReport = field(
        default_factory=lambda: InjectionReport(is_injection=False, risk_score=0.1)
    )
    reading: SearchReading = field(
        default_factory=lambda: SearchReading(
            candidates=CANDIDATES, probabilities=(0.7, 0.2, 0.1), index_version="index-1"
        )
    )
    decided: DecisionReading = field(
        default_factory=lambda: DecisionReading(
            decision=decision(0.9), model_answered="plain-model"
        )
    )
    known: tuple[TextVectors, ...] = ()
    script: Script = Script.LATIN
    failures: dict[str, Exception] = field(default_factory=dict)
    delays_s: dict[str, float] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def stages(self) -> Stages:
        answers: dict[str, Callable[..., object]] = {
            "language": lambda text: LanguageReading(
                language=Language.UZ,
                script=self.script,
                margin=1.0,
                search_languages=(Language.UZ,),
                cleaned=text.replace("+998901234567", "[phone]"),
            ),
            "injection": lambda **_: self.injection,
            "embedding": lambda **_: VECTORS,
            "words": lambda **_: VECTORS.model_copy(update={"dense": (), "dimensions": 1}),
            "search": lambda **_: self.reading,
            "prompt": lambda **_: Prompt(
                version="v1", text="Which?", candidate_codes=("water", "housing", "roads")
            ),
            "decision": lambda **_: self.decided,
            "learning": lambda **_: LearnReply(point_ids=(uuid.uuid4(),), index_version="index-2"),
            "departments": lambda **_: LearnReply(point_ids=(), index_version="index-2"),
            "known": lambda request, **_: (
                self.known or (None,) * sum(len(d.texts) for d in request.departments)
            ),
            "neighbours": lambda others, **_: tuple(range(len(others))),
            "effect": lambda **_: EffectReading(before="roads", after="water"),
            "draft": lambda upsert, vectors: Draft(
                department_code=upsert.code,
                descriptions=tuple(vector.dense for vector in vectors),
                wordings=(),
            ),
            "preview": lambda **_: EffectReading(
                before="roads", after="water", before_probability=0.8, after_probability=0.6
            ),
            "rebuild_begin": lambda **_: LearnReply(point_ids=(), index_version="index-3"),
            "rebuild_finish": lambda index_version, **_: LearnReply(
                point_ids=(), index_version=index_version
            ),
        }
        return Stages(**{name: self._call(name, answer) for name, answer in answers.items()})

    def names(self) -> list[str]:
        return [name for name, _ in self.asked]

    def _call(
        self, name: str, answer: Callable[..., object]
    ) -> Callable[..., Awaitable[Measured[Any]]]:
        async def work(**arguments: Any) -> object:
            await asyncio.sleep(self.delays_s.get(name, 0))
            failure = self.failures.get(name)
            if failure is not None:
                raise failure
            return answer(**arguments)

        async def call(**arguments: Any) -> Measured[Any]:
            self.asked.append((name, arguments))
            return await measured(lambda: work(**arguments), slots=asyncio.Semaphore(1))

        return call


def broken(kind: type[GraphError], *, permanent: bool = False) -> GraphError:
    return kind("TOLD_TO_FAIL", "told to fail", permanent=permanent)
