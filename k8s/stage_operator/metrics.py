"""k8s.stage_operator: what the operator counts; one registry an operator."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from k8s.stage_operator.resources import Stage, Verdict

_STAGE = ("namespace", "stage")


class Metrics:
    """The operator's numbers."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._desired = self._gauge("replicas_desired", "Replicas that a stage shall have.")
        self._running = self._gauge("replicas_running", "Replicas of a stage that run.")
        self._ready = self._gauge("ready", "1 when a stage is as wanted, else 0.")
        self._paused = self._gauge("paused", "1 while KubeRay upgrades and a stage is left alone.")
        self._p95 = self._gauge("p95_seconds", "95th percentile that policy Latency last read.")
        self._scales = Counter(
            "civic_operator_scales",
            "Counts of replicas that Ray Serve was asked for, by cause: SPEC or DRIFT.",
            (*_STAGE, "cause"),
            registry=self._registry,
        )
        self._moves = Counter(
            "civic_operator_latency_moves",
            "Changes of spec.replicas by policy Latency, by direction: UP or DOWN.",
            (*_STAGE, "direction"),
            registry=self._registry,
        )
        self._turns = Histogram(
            "civic_operator_turn_seconds",
            "How long one look at a Ray Serve took, by outcome: OK or FAILED.",
            ("outcome",),
            registry=self._registry,
        )

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(f"civic_operator_stage_{name}", text, _STAGE, registry=self._registry)

    def exposed(self) -> bytes:
        """Return all numbers in Prometheus' text format."""
        return generate_latest(self._registry)

    def stage_set(self, stage: Stage, verdict: Verdict, *, is_ready: bool) -> None:
        """Show how a stage is; what a turn did not see is left out, not shown as it was."""
        found = verdict.deployment
        shown = {
            self._ready: int(is_ready),
            self._paused: int(bool(verdict.paused)),
            self._desired: verdict.desired,
            self._running: found.running if found else None,
            self._p95: None if verdict.p95_ms is None else verdict.p95_ms / 1000,
        }
        for gauge, value in shown.items():
            if value is None:
                gauge.remove(*stage.key)
            else:
                gauge.labels(*stage.key).set(value)

    def stage_forget(self, stage: Stage) -> None:
        """Show a deleted stage no longer."""
        for gauge in (self._ready, self._paused, self._desired, self._running, self._p95):
            gauge.remove(*stage.key)

    def scaled(self, stage: Stage, *, cause: str) -> None:
        """Count that Ray Serve was asked."""
        self._scales.labels(*stage.key, cause).inc()

    def moved(self, stage: Stage, *, is_up: bool) -> None:
        """Count that policy Latency changed the spec."""
        self._moves.labels(*stage.key, "UP" if is_up else "DOWN").inc()

    def turn(self, *, seconds: float, is_ok: bool) -> None:
        """Count one turn of a loop."""
        self._turns.labels("OK" if is_ok else "FAILED").observe(seconds)
