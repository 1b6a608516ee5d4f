"""The stage itself: rules and classifier, and a model as judge only where they are unsure (P14)."""

import asyncio
from typing import Protocol

from serve_graph.contract import InjectionReport
from serve_graph.errors import GraphError
from serve_graph.stages.injection.model import InjectionModel

GREY_FROM, GREY_TO = 0.1, 0.9
JUDGE = "judge"


class Judge(Protocol):
    """A language model that tells whether a text is written to a model."""

    async def attack_probability(self, *, text: str) -> float:
        """Return the probability, 0 to 1; raises ``GraphError``."""


class InjectionStage:
    """Looks at a raw text in every view and through every window.

    Without a judge, and when the judge fails, the classifier's own verdict stands.
    """

    def __init__(self, *, model: InjectionModel | None = None, judge: Judge | None = None) -> None:
        self._model = model or InjectionModel.load()
        self._judge = judge

    async def run(self, *, text: str) -> InjectionReport:
        """Return the calibrated risk and the names of what was seen, never text of the message."""
        report = await asyncio.to_thread(self.report, text)
        if self._judge is None or not GREY_FROM < report.risk_score < GREY_TO:
            return report
        try:
            said = await self._judge.attack_probability(text=text)
        except GraphError:  # The graph goes on without the judge: it is a second opinion only.
            return report
        risk = (report.risk_score + min(1.0, max(0.0, said))) / 2
        return self._verdict(risk, (*report.matched, JUDGE))

    def report(self, text: str) -> InjectionReport:
        """Return the report; plain and slow for a long text, up to some tens of milliseconds."""
        signals = self._model.signals(text)
        return self._verdict(self._model.risk(signals), signals.rules)

    def _verdict(self, risk: float, matched: tuple[str, ...]) -> InjectionReport:
        is_injection = risk >= self._model.threshold
        named = matched or (("classifier",) if is_injection else ())
        return InjectionReport(is_injection=is_injection, risk_score=risk, matched=named)
