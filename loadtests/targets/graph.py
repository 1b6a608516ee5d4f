"""loadtests.targets: one question to the graph, as outside clients ask it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from loadtests.corpus import Text
from loadtests.graphs import DISTRICT
from loadtests.open_loop import Journey, Refused
from loadtests.people import Api
from serve_graph.contract import ROUTE_PATH

ANSWERED = "answered"
CLIENT_WAITS = "to the graph and back"


@dataclass
class GraphTarget:
    """Asks ``/v1/route``; the graph's own account of its stages comes with the answer."""

    api: Api
    texts: Iterator[Text]

    async def act(self, journey: Journey) -> None:
        """Ask once."""
        text = next(self.texts)
        journey.is_attack = text.is_attack
        asked = {"message_uuid": str(uuid.uuid4()), "text": text.words, "district": DISTRICT}
        answer = await self.api.post(ROUTE_PATH, asked)
        journey.step(ANSWERED)
        journey.server_s = answer.server_s
        if answer.status >= 400:  # all of them say no
            raise Refused(str(answer.body.get("code", answer.status)))
