"""loadtests.targets: one tab that is opened: a socket, its greeting, a topic, an echo."""

from dataclasses import dataclass

from loadtests.open_loop import Journey, Refused
from loadtests.people import Api, Citizens

GREETED, SUBSCRIBED, ECHOED = "greeted", "subscribed", "echoed"
ANSWERS_WITHIN_S = 20.0


@dataclass
class SocketsTarget:
    """Opens sockets as signed-in people; tabs stay open for a while, as those of people do."""

    api: Api
    citizens: Citizens

    async def act(self, journey: Journey) -> None:
        """Open a socket, hear the own list, say ping."""
        cookie = self.citizens.take()
        socket = await self.api.socket(cookie=cookie)
        try:
            await self._expect(socket.receive_json(timeout=ANSWERS_WITHIN_S), "hello")
            journey.step(GREETED)
            await socket.send_json({"type": "subscribe", "topic": "me"})
            await self._expect(socket.receive_json(timeout=ANSWERS_WITHIN_S), "subscribed")
            journey.step(SUBSCRIBED)
            await socket.send_json({"type": "ping"})
            await self._expect(socket.receive_json(timeout=ANSWERS_WITHIN_S), "pong")
            journey.step(ECHOED)
        finally:
            await socket.close()
            self.citizens.give_back(cookie)

    @staticmethod
    async def _expect(frame: object, kind: str) -> None:
        told = await frame  # type: ignore[misc]  # a coroutine of aiohttp
        if told["type"] != kind:
            raise Refused(f"EXPECTED_{kind.upper()}")
