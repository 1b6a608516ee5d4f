"""The stage itself: the highest score of any window of any reading of the text decides (P14)."""

import asyncio

from serve_graph.contract import InjectionReport
from serve_graph.stages.injection.model import InjectionModel
from serve_graph.stages.injection.rules import signs
from serve_graph.stages.injection.views import views, windows


class InjectionStage:
    """Looks at a raw text in every reading and through every window."""

    def __init__(self, *, model: InjectionModel | None = None) -> None:
        self._model = model or InjectionModel.load()

    async def run(self, *, text: str) -> InjectionReport:
        """Return the calibrated risk and the names of what was seen, never text of the message."""
        return await asyncio.to_thread(self.report, text)

    def report(self, text: str) -> InjectionReport:
        """Return the report; plain and slow for a long text, up to some tens of milliseconds."""
        seen = [window for view in views(text) for window in windows(view)]
        if not seen:
            return InjectionReport(is_injection=False, risk_score=0.0)
        score, worst = max((self._model.score(window), window) for window in seen)
        risk = self._model.risk(score)
        is_injection = risk >= self._model.calibration.threshold
        matched = (*signs(worst), "classifier") if is_injection else signs(worst)
        return InjectionReport(is_injection=is_injection, risk_score=risk, matched=matched)
