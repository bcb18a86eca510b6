"""From the table to the broker: MQTT 3.1.1, QoS 1, in the order of positions, from a stored mark.

While the broker is away nothing is lost, because nothing is kept here: the mark stays where it
is. A telegram may be published twice (when we die between the broker's answer and the mark);
cells count that as a duplicate. Of several processes each feed is published by one (``lease``);
another takes over when that one is gone. The only file that knows MQTT.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Callable

import aiomqtt
import structlog
from sqlalchemy.exc import SQLAlchemyError

from central.broadcast.lease import Lease
from central.broadcast.service import gateway
from central.config import BrokerSection
from central.db.clock import now_us
from central.db.database import Database
from wire.codec import encode
from wire.ids import FeedId

_log = structlog.get_logger()
_BATCH = 200
_ANSWER_S = 5.0
_PAUSE_MAX_S = 5.0
TOPIC = "lineside/v1/{feed}/{what}"


class Publisher:
    """``run`` never ends by itself. ``wake`` may be called from any thread."""

    def __init__(
        self,
        db: Database,
        broker: BrokerSection,
        password: str,
        feeds: tuple[FeedId, ...],
        *,
        heartbeat_s: float,
        on_published: Callable[[int], None],
    ) -> None:
        self._db = db
        self._broker = broker
        self._password = password
        self._lease = Lease(db, feeds)
        self._name = broker.client_id
        if not db.is_sqlite:  # a broker puts out the first of two clients with one name
            self._name = f"{broker.client_id[:14]}-{secrets.token_hex(4)}"
        self._heartbeat_s = heartbeat_s
        self._on_published = on_published
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wakened = asyncio.Event()
        self.connected_since_us: int | None = None
        self.last_answer_us: int | None = None
        """When the broker last acknowledged something. None: never, or others publish."""

    def wake(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wakened.set)

    async def run(self) -> None:
        """Connects, publishes, and connects again for ever; says so once each time it changes."""
        self._loop = asyncio.get_running_loop()
        pause_s = 0.2
        down = False
        while True:
            try:
                await self._until_a_feed_is_ours()
                async with self._client() as client:
                    _log.info("broker connected", host=self._broker.host, port=self._broker.port)
                    self.connected_since_us, pause_s, down = now_us(), 0.2, False
                    await self._publish(client)
            except (aiomqtt.MqttError, OSError, SQLAlchemyError) as error:
                _end_if_cancelled(error)
                if not down:
                    _log.warning("broker away, telegrams wait here", error=str(error)[:300])
                down = True
            finally:
                self.connected_since_us = None
                await asyncio.to_thread(self._lease.release)
            _end_if_cancelled()
            await asyncio.sleep(pause_s * random.uniform(0.7, 1.3))  # noqa: S311 - spread, no secret
            pause_s = min(pause_s * 2, _PAUSE_MAX_S)

    async def _until_a_feed_is_ours(self) -> None:
        while not await asyncio.to_thread(self._lease.held):
            self.last_answer_us = None
            await asyncio.sleep(self._heartbeat_s * random.uniform(0.3, 0.5))  # noqa: S311 - spread

    def _client(self) -> aiomqtt.Client:
        """A new client each time: a used one delivers what failed before it went down."""
        return aiomqtt.Client(
            self._broker.host,
            self._broker.port,
            identifier=self._name,
            username=self._broker.username or None,
            password=self._password or None,
            protocol=aiomqtt.ProtocolVersion.V311,
            keepalive=self._broker.keepalive_s,
            timeout=_ANSWER_S,
        )

    async def _publish(self, client: aiomqtt.Client) -> None:
        while True:
            _end_if_cancelled()
            self._wakened.clear()
            ours = await asyncio.to_thread(self._lease.held)
            for feed in ours:
                await self._publish_feed(client, feed)
            for head in await asyncio.to_thread(gateway.heads_published, self._db):
                if head.feed in ours:
                    await self._send(client, head.feed, "head", encode(head), retain=True)
            try:
                async with asyncio.timeout(self._heartbeat_s):
                    await self._wakened.wait()
            except TimeoutError:
                continue

    async def _publish_feed(self, client: aiomqtt.Client, feed: FeedId) -> None:
        while rows := await asyncio.to_thread(gateway.unpublished, self._db, feed, _BATCH):
            for _, body in rows:
                await self._send(client, feed, "telegram", body, retain=False)
            await asyncio.to_thread(gateway.mark_published, self._db, feed, rows[-1][0])
            self._on_published(len(rows))

    async def _send(
        self, client: aiomqtt.Client, feed: str, what: str, body: bytes, *, retain: bool
    ) -> None:
        topic = TOPIC.format(feed=feed, what=what)
        await client.publish(topic, body, qos=1, retain=retain, timeout=_ANSWER_S)
        self.last_answer_us = now_us()


def _end_if_cancelled(error: Exception | None = None) -> None:
    """A client that cannot take its leave raises in place of our being cancelled, and ``wait_for``
    swallows a cancellation that meets the broker's answer (Python 3.11).
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError from error
