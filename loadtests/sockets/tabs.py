"""loadtests.sockets: tabs that cost so little that it is the server which is measured."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect
from typing_extensions import override

from k8s.devstack.ports import LOOPBACK

# Who hears: the session, the number of the event, and when it arrived.
Hears = Callable[[str, int, float], None]


@dataclass
class Tab(WSListener):  # type: ignore[misc]  # its types are not declared
    """An open socket that looks at one session."""

    session: str
    hears: Hears
    greeted: asyncio.Event = field(default_factory=asyncio.Event)

    @override
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Note an event that has a number."""
        if frame.msg_type != WSMsgType.TEXT:
            return
        now, told = time.monotonic(), json.loads(frame.get_payload_as_bytes())
        if told["type"] == "event" and told["sequence"]:
            self.hears(self.session, told["sequence"], now)
        elif told["type"] == "hello":
            subscribe = {"type": "subscribe", "topic": f"session:{self.session}"}
            transport.send(WSMsgType.TEXT, json.dumps(subscribe).encode())
            self.greeted.set()


async def tab_open(port: int, *, cookie: str, session: str, hears: Hears) -> WSTransport:
    """Open a tab; it is open once it was greeted."""
    tab = Tab(session, hears)
    transport, _tab = await ws_connect(
        lambda: tab,
        f"ws://{LOOPBACK}:{port}/ws/v1/",
        extra_headers={"Cookie": f"sessionid={cookie}", "Origin": f"http://{LOOPBACK}:{port}"},
        websocket_handshake_timeout=30,
    )
    await tab.greeted.wait()
    return transport
