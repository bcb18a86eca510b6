"""From the gateway to a cell, both real, over a broker: each feed is what it was."""

from __future__ import annotations

import asyncio
import random

from central.broadcast.publisher import Publisher
from central.broadcast.service import gateway as service
from central.broadcast.service.gateway import Gateway
from central.config import BrokerSection
from central.db.database import Database
from edge.broadcast.subscriber import BrokerAddress, Hooks, Received, Subscriber
from edge.broadcast.unread import Unread
from edge.cell.inputs import TelegramArrived
from edge.node.telegram_bytes import read_head, read_telegram
from edge.retry import Retry
from tests.support.central.journal import telegram
from tests.support.waiting import BOUND_S, eventually
from wire.codec import encode
from wire.events import Source
from wire.ids import FeedId
from wire.masters import FeedRules

LEFT, RIGHT, OTHER = FeedId("L1"), FeedId("L2"), FeedId("L3")
RULES = {feed: FeedRules(feed=feed) for feed in (LEFT, RIGHT, OTHER)}


class Cell:
    """Of two feeds; it reads as a node does."""

    def __init__(self, broker: tuple[str, int]) -> None:
        self.telegrams: dict[FeedId, list[tuple[int | None, str]]] = {LEFT: [], RIGHT: []}
        self.heads: dict[FeedId, int] = {}
        self.unread = Unread(lambda: 1.0)
        self.subscriber = Subscriber(
            BrokerAddress(
                host=broker[0],
                port=broker[1],
                username="",
                password="",
                keepalive_s=5,
                client_id="cell-a",
            ),
            (LEFT, RIGHT),
            hooks=Hooks(take=self.take, session_lost=lambda: None),
            unread=self.unread,
            monotonic=lambda: 1.0,
            retry=Retry("broker", random.Random(1), first_s=0.01, longest_s=0.02),
        )

    def take(self, received: Received) -> None:
        feed = FeedId(received.feed)
        if received.kind == "head":
            self.heads[feed] = read_head(feed, received.payload).position
            return
        given = read_telegram(
            feed, received.payload, 0, Source.MQTT, rules=RULES[feed], makers_own=False
        )
        assert isinstance(given, TelegramArrived), given
        self.telegrams[feed].append((given.telegram.position, given.telegram.call_number))


def test_each_feed_comes_whole_and_in_order_to_its_own_name(
    db: Database, broker: tuple[str, int]
) -> None:
    service.prepare_feeds(db, list(RULES))
    publisher = Publisher(
        db,
        BrokerSection(host=broker[0], port=broker[1]),
        "",
        tuple(RULES),
        heartbeat_s=0.1,
        on_published=lambda count: None,
    )
    gateway = Gateway(
        db,
        RULES,
        on_commit=lambda feed: publisher.wake(),
        on_position=lambda feed, position: None,
    )
    cell = Cell(broker)
    asked = {LEFT: [4, 2, 9], RIGHT: [4], OTHER: [5, 6]}

    async def run() -> None:
        hearing = asyncio.create_task(cell.subscriber.run())
        async with asyncio.timeout(BOUND_S):
            await eventually(lambda: cell.subscriber.connected)
            publishing = asyncio.create_task(publisher.run())
            for feed, numbers in asked.items():
                for number in numbers:
                    body = encode(telegram(number, position=None, feed=feed))
                    await asyncio.to_thread(gateway.take, feed, body)
            await eventually(lambda: cell.heads == {LEFT: 3, RIGHT: 1})
        for task in (publishing, hearing):
            task.cancel()
        await asyncio.gather(publishing, hearing, return_exceptions=True)

    asyncio.run(run())
    called = {n: telegram(n).call_number for n in range(10)}
    assert cell.telegrams == {
        LEFT: [(1, called[4]), (2, called[2]), (3, called[9])],
        RIGHT: [(1, called[4])],
    }
