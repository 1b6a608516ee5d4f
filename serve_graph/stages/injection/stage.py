"""The stage itself: rules and classifier, and a model as judge only where they are unsure (P14)."""

import asyncio
from typing import Protocol

from serve_graph.contract import InjectionReport
from serve_graph.errors import GraphError
from serve_graph.stages.injection.model import InjectionModel

GREY_FROM, GREY_TO = 0.1, 0.9
# A text may try to turn its judge, so the classifier keeps a third of the say.
JUDGE_WEIGHT = 0.65
JUDGE = "judge"


class Verdict(Protocol):
    """What a judge says."""

    @property
    def attack_probability(self) -> float:
        """How probable it is, 0 to 1, that the text is written to a model."""

    @property
    def tokens_used(self) -> int:
        """What the verdict has cost."""


class Judge(Protocol):
    """A language model that tells whether a text is written to a model."""

    async def judge(self, *, text: str) -> Verdict:
        """Return the verdict; raises ``GraphError``."""


class InjectionStage:
    """Looks at a raw text in every view and through every window.

    Without a judge, and when the judge fails, the classifier's own verdict stands.
    """

    def __init__(self, *, model: InjectionModel | None = None, judge: Judge | None = None) -> None:
        self._model = model or InjectionModel.load()
        self._judge = judge

    async def run(self, *, text: str, judge_allowed: bool = True) -> InjectionReport:
        """Return the calibrated risk and the names of what was seen, never text of the message.

        No judge is asked when it is not allowed, because the day's tokens are spent (S27).
        """
        report = await asyncio.to_thread(self.report, text)
        is_grey = GREY_FROM < report.risk_score < GREY_TO
        if self._judge is None or not is_grey or not judge_allowed:
            return report
        try:
            said = await self._judge.judge(text=text)
        except GraphError as error:  # The judge is a second opinion only: the run goes on.
            return report.model_copy(update={"tokens_used": error.tokens_used})
        added = JUDGE_WEIGHT * (min(1.0, max(0.0, said.attack_probability)) - report.risk_score)
        judged = self._verdict(report.risk_score + added, (*report.matched, JUDGE))
        return judged.model_copy(update={"tokens_used": said.tokens_used})

    def report(self, text: str) -> InjectionReport:
        """Return the report; plain and slow for a long text, up to some tens of milliseconds."""
        signals = self._model.signals(text)
        return self._verdict(self._model.risk(signals), signals.rules)

    def _verdict(self, risk: float, matched: tuple[str, ...]) -> InjectionReport:
        is_injection = risk >= self._model.threshold
        named = matched or (("classifier",) if is_injection else ())
        return InjectionReport(is_injection=is_injection, risk_score=risk, matched=named)
