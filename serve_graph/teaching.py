"""How the index learns: corrections, departments, a rebuild, and what a correction would do.

Like ``pipeline`` plain async code over callables; here errors leave, because Django tries again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from serve_graph.contract import Stage
from serve_graph.contract_stages import Draft, LanguageReading, Lesson, SparseVector, TextVectors
from serve_graph.contract_teaching import (
    DepartmentsRequest,
    DepartmentUpsert,
    LearnReply,
    LearnRequest,
    PreviewCase,
    PreviewedCase,
    PreviewReply,
    PreviewRequest,
    RebuildRequest,
    RebuildStep,
    ReplayCase,
    ReplayReply,
    ReplayRequest,
)
from serve_graph.pipeline import Limits, Stages
from serve_graph.stages.learning import example_id
from serve_graph.timing import Trace

T = TypeVar("T")
A = TypeVar("A")

# A removed correction has no text to compare: its point only has to go (P32).
_NO_VECTORS = TextVectors(dense=(), sparse=SparseVector(indices=(), values=()), model="")
_ANY_TEXT = "murojaat обращение"  # Read to learn which model is in use.


@dataclass(frozen=True)
class Teaching:
    """The stages as one call of a teaching door uses them; all calls share its trace."""

    stages: Stages
    limits: Limits
    trace: Trace

    async def learn(self, request: LearnRequest) -> LearnReply:
        """Teach the index one correction, or make it forget one (P30, P32).

        The index sees the cleaned text only: personal data stays with Django.  It is embedded as a
        query, because it is compared with other citizens' texts and not with descriptions.
        """
        language = await self._language(request.text)
        vectors = _NO_VECTORS
        if not request.removed:
            vectors = await self._vectors(language.cleaned)
        reply = await self.trace.timed(
            Stage.LEARNING,
            self.stages.learning,
            request=request.model_copy(update={"text": language.cleaned}),
            language=language.language,
            vectors=vectors,
        )
        return self._timed(reply)

    async def departments_replace(self, request: DepartmentsRequest) -> LearnReply:
        """Make the index hold exactly these departments of a district.

        A text that has not changed keeps the vector that the index holds of it.  The vectors go to
        the learning stage in the order of departments and, in each, of texts.
        """
        texts = [f"{t.name}. {t.description}" for d in request.departments for t in d.texts]
        first = await self._vectors(texts[0], task="document")
        known = await self.trace.timed(
            Stage.LEARNING, self.stages.known, request=request, vectors=first
        )
        unknown = [text for text, held in zip(texts, known, strict=True) if held is None]
        missing = [text for text in dict.fromkeys(unknown) if text != texts[0]]
        made = dict(zip(missing, await self._all(missing, self._document), strict=True))
        made[texts[0]] = first
        vectors = [held or made[text] for text, held in zip(texts, known, strict=True)]
        reply = await self.trace.timed(
            Stage.LEARNING, self.stages.departments, request=request, vectors=vectors
        )
        return self._timed(reply)

    async def rebuild(self, request: RebuildRequest) -> LearnReply:
        """Open a new collection beside the one that answers, or answer from it (P32)."""
        vectors = await self._vectors(_ANY_TEXT, task="document")
        if request.step is RebuildStep.BEGIN:
            reply = await self.trace.timed(
                Stage.LEARNING, self.stages.rebuild_begin, vectors=vectors
            )
        else:
            reply = await self.trace.timed(
                Stage.LEARNING,
                self.stages.rebuild_finish,
                vectors=vectors,
                index_version=request.index_version,
            )
        return self._timed(reply)

    async def replay(self, request: ReplayRequest) -> ReplayReply:
        """Say which confirmed messages a correction would put right or wrong (P31).

        Nothing is written: the correction is compared with each of its neighbours as if it were an
        example already, and every message that is unlike it stays as it is.
        """
        lesson = request.lesson
        taught = (await self._language(lesson.text)).cleaned
        read = await self._all([case.text for case in request.cases], self._language)
        near = await self.trace.timed(
            Stage.LEARNING,
            self.stages.neighbours,
            text=taught,
            others=tuple(reading.cleaned for reading in read),
        )
        tried = Lesson(
            point_id=example_id(lesson.correction_uuid),
            vectors=await self._vectors(taught),
            department_code=lesson.department_code,
        )
        asked = [(request.cases[place], read[place].cleaned) for place in near]
        effects = await self._all(asked, lambda one: self._effect(*one, tried, lesson.district))
        return ReplayReply(
            neighbours=len(near),
            fixes=tuple(case.message_uuid for case, right in effects if right == (False, True)),
            breaks=tuple(case.message_uuid for case, right in effects if right == (True, False)),
            timings=self.trace.timings,
        )

    async def preview(self, request: PreviewRequest) -> PreviewReply:
        """Say how messages would be routed if departments had other texts; nothing is written."""
        drafts = tuple(await self._all(request.departments, self._draft))

        async def previewed(case: PreviewCase) -> PreviewedCase:
            cleaned = (await self._language(case.text)).cleaned
            reading = await self.trace.timed(
                Stage.SEARCH,
                self.stages.preview,
                vectors=await self._vectors(cleaned),
                district=request.district,
                drafts=drafts,
            )
            return PreviewedCase(message_uuid=case.message_uuid, **reading.model_dump())

        cases = tuple(await self._all(request.cases, previewed))
        return PreviewReply(cases=cases, timings=self.trace.timings)

    async def _draft(self, upsert: DepartmentUpsert) -> Draft:
        texts = [f"{text.name}. {text.description}" for text in upsert.texts]
        vectors = [await self._document(text) for text in texts]
        return await self.trace.timed(
            Stage.LEARNING, self.stages.draft, upsert=upsert, vectors=vectors
        )

    async def _effect(
        self, case: ReplayCase, cleaned: str, lesson: Lesson, district: str
    ) -> tuple[ReplayCase, tuple[bool, bool]]:
        """Return the case and whether it is routed rightly before and after."""
        reading = await self.trace.timed(
            Stage.SEARCH,
            self.stages.effect,
            vectors=await self._vectors(cleaned),
            district=district,
            lesson=lesson,
        )
        right = case.department_code
        return case, (reading.before == right, reading.after == right)

    async def _language(self, text: str) -> LanguageReading:
        return await self.trace.timed(Stage.LANGUAGE, self.stages.language, text=text)

    async def _document(self, text: str) -> TextVectors:
        return await self._vectors(text, task="document")

    async def _vectors(self, text: str, *, task: str = "query") -> TextVectors:
        return await self.trace.timed(Stage.EMBEDDING, self.stages.embedding, text=text, task=task)

    async def _all(self, items: Sequence[A], work: Callable[[A], Awaitable[T]]) -> list[T]:
        """Return what ``work`` makes of each item, some of them at once; raises the first error."""
        slots = asyncio.Semaphore(self.limits.departments_at_once)

        async def one(item: A) -> T:
            async with slots:
                return await work(item)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(item)) for item in items]
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        return [task.result() for task in tasks]

    def _timed(self, reply: LearnReply) -> LearnReply:
        return reply.model_copy(update={"timings": self.trace.timings})
