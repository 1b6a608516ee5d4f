"""k8s.stage_operator: the door to kopf: it watches, and tells the keeper what it sees.

Only ``on.event`` is used, which writes nothing to the objects: no annotation, no finalizer.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import kopf
import structlog

from k8s.stage_operator.autoscaler import Autoscaler
from k8s.stage_operator.errors import KubernetesAway
from k8s.stage_operator.health import HealthServer
from k8s.stage_operator.kube import Kube
from k8s.stage_operator.latency_client import LatencyClient
from k8s.stage_operator.loops import Keeper
from k8s.stage_operator.metrics import Metrics
from k8s.stage_operator.places import ServePlace
from k8s.stage_operator.resources import GROUP, PLURAL, VERSION, Place, Stage
from k8s.stage_operator.serve_client import ServeClient
from k8s.stage_operator.settings import OperatorSettings
from k8s.stage_operator.turn import Turn

_log = structlog.get_logger(__name__)
registry = kopf.OperatorRegistry()


class Operator:
    """One operator: what it is made of, from its start to its end."""

    def __init__(self, settings: OperatorSettings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.keeper = Keeper(settings=settings, metrics=self.metrics, turn_maker=self._turn_made)
        self.http_port = 0
        self.is_ready = False
        self._resync: asyncio.Task[None] | None = None
        self._http = httpx.AsyncClient(follow_redirects=False, trust_env=False)
        self._kube = Kube(namespace=settings.namespace, timeout_s=settings.kubernetes_timeout_s)
        self._health = HealthServer(
            keeper=self.keeper, metrics=self.metrics, is_ready=lambda: self.is_ready
        )
        latency = LatencyClient(
            self._http,
            timeout_s=settings.prometheus_timeout_s,
            metric_prefix=settings.metric_prefix,
        )
        self._autoscaler = Autoscaler(latency=latency, kube=self._kube, metrics=self.metrics)

    async def start(self) -> None:
        """Listen, and look once: without the definition or the rights, do not begin at all."""
        self.http_port = await self._health.start(port=self.settings.http_port)
        self.keeper.observe_all(await self._kube.stages_list())
        self._resync = asyncio.create_task(self._resync_always())
        self.is_ready = True

    async def _resync_always(self) -> None:
        """Look at all stages now and then: a watch that broke may have missed a deletion."""
        while True:
            await asyncio.sleep(self.settings.resync_s)
            try:
                self.keeper.observe_all(await self._kube.stages_list())
            except KubernetesAway as error:
                _log.warning("resync_failed", error=str(error))

    async def stop(self) -> None:
        """End the loops and close all connections; Ray Serve keeps what it has."""
        if self._resync is not None:
            self._resync.cancel()
        await self.keeper.stop()
        await self._health.stop()
        await self._http.aclose()
        await self._kube.close()

    def _turn_made(self, place: Place | None) -> Turn:
        return Turn(
            self._place_made(place) if place else None,
            autoscaler=self._autoscaler,
            kube=self._kube,
            metrics=self.metrics,
        )

    def _place_made(self, place: Place) -> ServePlace:
        settings = self.settings
        serve = ServeClient(self._http, url=place.url, timeout_s=settings.serve_timeout_s)
        token_lasts = timedelta(seconds=settings.token_lifetime_s)
        return ServePlace(place, serve=serve, kube=self._kube, token_lasts=token_lasts)


@kopf.on.login(registry=registry)
def operator_login(**given: Any) -> kopf.ConnectionInfo | None:  # noqa: ANN401  # kopf's own arguments
    """Use the pod's service account, else ``KUBECONFIG``; asked again when a token has run out."""
    return kopf.login_with_service_account(**given) or kopf.login_with_kubeconfig(**given)


@kopf.on.startup(errors=kopf.ErrorsMode.PERMANENT, registry=registry)
async def operator_start(memo: kopf.Memo, **_: object) -> None:
    """Begin."""
    await memo.operator.start()


@kopf.on.cleanup(registry=registry)
async def operator_stop(memo: kopf.Memo, **_: object) -> None:
    """End."""
    await memo.operator.stop()


@kopf.on.event(GROUP, VERSION, PLURAL, registry=registry)
async def stage_seen(event: Mapping[str, Any], memo: kopf.Memo, **_: object) -> None:
    """Pass a stage on to its loop."""
    stage = Stage.from_object(event["object"])
    if event["type"] == "DELETED" or "deletionTimestamp" in event["object"]["metadata"]:
        memo.operator.keeper.forget(stage)
    else:
        memo.operator.keeper.observe(stage)


def kopf_settings(settings: OperatorSettings) -> kopf.OperatorSettings:
    """Return kopf's settings: one namespace, no peers, no look at the rest of the cluster."""
    made = kopf.OperatorSettings()
    made.peering.standalone = True
    made.scanning.disabled = True
    made.posting.enabled = False
    made.networking.request_timeout = settings.kubernetes_timeout_s
    made.networking.connect_timeout = settings.kubernetes_timeout_s
    made.watching.connect_timeout = settings.kubernetes_timeout_s
    made.watching.server_timeout = 300
    return made


async def operator_run(operator: Operator, *, stop_flag: asyncio.Event | None = None) -> None:
    """Work until the process is told to stop, or ``stop_flag`` is set."""
    await kopf.operator(
        registry=registry,
        settings=kopf_settings(operator.settings),
        memo=kopf.Memo(operator=operator),
        namespaces=[operator.settings.namespace],
        stop_flag=stop_flag,
    )
