"""loadtests.sockets: who says things.

A message is what a service leaves behind: its row, the session's next number, its event, one
commit, and then news of it through the layer.
"""

import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.asyncio import Redis

_AS_SYSTEM = "-c civic.viewer_kind=SYSTEM"
_PREFIX = "civic-live"
_SAY = """
    WITH numbered AS (
        UPDATE conversations_session SET event_sequence = event_sequence + 1,
            last_sequence = last_sequence + 1, version = version + 1, last_message_at = now()
        WHERE uuid = ANY(%s) RETURNING uuid, district_id, citizen_id, event_sequence, last_sequence
    ), said AS (
        INSERT INTO conversations_message (uuid, session_id, district_id, sequence, sender_kind,
            sender_id, text, notice, notice_data, visibility, state, channel, language, script)
        SELECT gen_random_uuid(), uuid, district_id, last_sequence, 'CITIZEN', citizen_id,
            'Во дворе третий день не вывозят мусор, контейнеры переполнены.', '', '{}', 'PUBLIC',
            'NEEDS_OPERATOR', 'WEB', '', '' FROM numbered RETURNING uuid, session_id
    ), told AS (
        INSERT INTO realtime_event (session_uuid, sequence, kind, audience, message_uuid)
        SELECT n.uuid, event_sequence, 'message.created', 'EVERYBODY', said.uuid
        FROM numbered n JOIN said ON said.session_id = n.uuid
    )
    SELECT uuid::text, event_sequence FROM numbered
"""


@dataclass(frozen=True)
class Speaker:
    """Connections to the database and the broker, and how the layer writes."""

    database: "psycopg.AsyncConnection[tuple[str, int]]"
    redis: "Redis[bytes]"
    layer: RedisPubSubChannelLayer

    async def say(self, sessions: list[str], *, said_at: dict[tuple[str, int], float]) -> None:
        """Say something in each session and note when each number was committed."""
        uuids = [uuid.UUID(session) for session in sessions]
        said = await (await self.database.execute(_SAY, [uuids])).fetchall()
        said_at |= dict.fromkeys(said, time.monotonic())
        news = self.redis.pipeline(transaction=False)
        for session, sequence in said:
            group = f"session.{session}"
            told = {"type": "news", "group": group, "sequence": sequence}
            # What the layer sends, many in one go.
            news.publish(f"{_PREFIX}__group__{group}", self.layer.serialize(told))
        await news.execute()


@asynccontextmanager
async def speaking(*, owner_url: str, redis_url: str) -> AsyncIterator[Speaker]:
    """Connect a speaker while this lasts."""
    layer = RedisPubSubChannelLayer(prefix=_PREFIX)
    async with (
        Redis.from_url(redis_url) as redis,
        await psycopg.AsyncConnection[tuple[str, int]].connect(
            owner_url, options=_AS_SYSTEM, autocommit=True
        ) as database,
    ):
        yield Speaker(database, redis, layer)
