"""A cell that plans, in small: a real node and journal, and the planner beside them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from edge.cell.model import CellState
from edge.journal.store import Journal
from edge.node.chain import Chain
from edge.node.feed_intake import Subscription
from edge.node.node import Node
from edge.planning.planner import Planner
from edge.scanners import Frame
from tests.support.cell import world
from tests.support.outlets import outlets
from tests.support.waiting import eventually
from wire.codec import encode
from wire.events import PlanMade, Source
from wire.ids import DeviceId, WorkplaceId

LEFT, RIGHT = WorkplaceId("left"), WorkplaceId("right")


class Plant:
    """A node with masters and vehicles 1..last announced, and its planner."""

    def __init__(self, journal: Journal, last: int = 12, tell_s: float = 0.05) -> None:
        self.now_us = 1_700_000_000_000_000
        self.planner = Planner(
            budget_ms=2000, horizon_vehicles=60, tell_s=tell_s, monotonic=time.monotonic
        )
        self.answers: list[Any] = []
        nothing: Callable[..., None] = lambda *_: None  # noqa: E731
        self.node = Node(
            "cell-a",
            chain=Chain(
                journal,
                CellState(),
                outlets(answer=self.answers.append, plan=self.planner.wake),
                crash=nothing,
                now_us=lambda: self.now_us,
            ),
            printers={},
            subscription=Subscription(feeds=("L1",), direct=(), replay_after_s=1),
            monotonic=time.monotonic,
        )
        self.journal = journal
        self.node.take_masters(encode(world.masters()), "d")
        self.announce(1, last)

    def announce(self, first: int, last: int) -> None:
        for number in range(first, last + 1):
            one = world.telegram(number, transmission=number, position=number)
            self.node.take_telegram("L1", encode(one), Source.MQTT)

    def scan(self, text: str, workplace: WorkplaceId = LEFT) -> None:
        data = text.encode()
        frame = Frame(raw=data, payload=text, first_byte_monotonic_ns=time.monotonic_ns())
        self.now_us += 1_000_000
        self.node.take_frame(DeviceId(f"scanner-{workplace}"), workplace, frame)

    def facts(self, kind: type[Any]) -> list[Any]:
        return [it.fact for it in self.journal.facts_after(-1) if isinstance(it.fact, kind)]

    async def looked_again(self, times: int) -> None:
        """Until the planner has had so many more plans to tell."""
        had = 0
        tell = self.planner._tell

        async def counted(node: Node, told: PlanMade) -> None:
            nonlocal had
            await tell(node, told)
            had += 1

        self.planner._tell = counted
        await eventually(lambda: had >= times)
        self.planner._tell = tell

    def run(self, work: Callable[[], Any]) -> None:
        async def both() -> None:
            task = asyncio.create_task(self.planner.run(self.node))
            try:
                await work()
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

        asyncio.run(both())


def sign_in(plant: Plant, workplace: WorkplaceId = LEFT, badge: str = "anna!") -> None:
    plant.scan(f"LS:BADGE:{badge}", workplace)
