"""k8s.stage_operator: how fast a stage is, as Prometheus knows it."""

import math

import httpx
from pydantic import BaseModel, ValidationError

from k8s.stage_operator.errors import LatencyUnknown
from k8s.stage_operator.resources import Latency

QUERY_PATH = "/api/v1/query"
# The three phases of a call are histograms of their own.  The sum of their 95th percentiles is not
# less than that of the whole as long as the slow calls are slow in the same phase.  Ray does not
# name the application in them: a Prometheus that watches two graphs mixes their stages.
_QUERY = (
    "sum(histogram_quantile(0.95, sum by (le, phase) (rate("
    '{prefix}civic_stage_duration_seconds_bucket{{stage="{stage}"}}[{window}]))))'
)


class _Sample(BaseModel):
    value: tuple[float, str]


class _Data(BaseModel):
    result: list[_Sample]


class _Reply(BaseModel):
    data: _Data


def latency_query(*, deployment: str, window: str, prefix: str) -> str:
    """Return the question in PromQL; the name is one that the definition allows."""
    return _QUERY.format(prefix=prefix, stage=deployment, window=window)


class LatencyClient:
    """Asks Prometheus."""

    def __init__(self, http: httpx.AsyncClient, *, timeout_s: float, metric_prefix: str) -> None:
        self._http = http
        self._timeout_s = timeout_s
        self._prefix = metric_prefix

    async def p95_ms_get(self, limits: Latency, *, deployment: str) -> float:
        """Return the 95th percentile in milliseconds, 0 when nobody called the stage.

        Raises ``LatencyUnknown`` when Prometheus does not answer, or knows no such series: a
        stage that is not watched must not look like one that is idle.
        """
        query = latency_query(deployment=deployment, window=limits.window, prefix=self._prefix)
        samples = await self._ask(limits.prometheus_url, query)
        if not samples:
            raise LatencyUnknown(f"Prometheus has no data of {deployment} in {limits.window}")
        seconds = float(samples[0].value[1])
        if math.isinf(seconds):
            raise LatencyUnknown(f"the slowest calls of {deployment} lie above all buckets")
        return 0.0 if math.isnan(seconds) else seconds * 1000

    async def _ask(self, prometheus_url: str, query: str) -> list[_Sample]:
        url = f"{prometheus_url.rstrip('/')}{QUERY_PATH}"
        try:
            reply = await self._http.get(url, params={"query": query}, timeout=self._timeout_s)
            reply.raise_for_status()
            return _Reply.model_validate_json(reply.content).data.result
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise LatencyUnknown(f"Prometheus: {type(error).__name__}: {error}") from error
        except ValidationError as error:
            raise LatencyUnknown(f"{url} does not answer like Prometheus") from error
