"""The line to central: pushes facts, pulls masters and blocks, asks for what the broadcast lost,
and says that the cell lives. Picking never waits for any of this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NoReturn

import httpx

from edge.crash_points import CrashPoint
from edge.journal.chain import Damage
from edge.journal.store import Journal
from edge.retry import Retry
from edge.sync.answers import CentralError
from edge.sync.central import Answers, CentralAddress, LinkState
from edge.sync.heartbeat import HeartbeatPush
from edge.sync.hooks import Hooks
from edge.sync.masters_pull import MastersPull
from edge.sync.push import FactPush, FactsNotTakenError
from edge.sync.replay import Replay
from edge.sync.withheld_pull import WithheldPull
from wire.codec import WireError

NOT_TAKEN_LONGEST_S = 60.0
"""Between two tries while central answers and takes nothing."""


@dataclass(slots=True, kw_only=True)
class CentralLink:
    """Four loops over one HTTP client; each ends only by cancellation."""

    address: CentralAddress
    node: str
    feeds: tuple[str, ...]
    journal: Journal
    hooks: Hooks
    crash: CrashPoint
    monotonic: Callable[[], float]
    now_s: Callable[[], float]
    retry: Callable[[str], Retry]
    state: LinkState = field(default_factory=LinkState)
    transport: httpx.AsyncBaseTransport | None = None
    """How bytes reach central; None: by the network."""
    push: FactPush = field(init=False)
    masters: MastersPull = field(init=False)
    replay: Replay = field(init=False)
    withheld: WithheldPull = field(init=False)
    heartbeat: HeartbeatPush = field(init=False)

    def __post_init__(self) -> None:
        answers = Answers(monotonic=self.monotonic, now_s=self.now_s, state=self.state)
        self.push = FactPush(
            node=self.node,
            batch_facts=self.address.batch_facts,
            journal=self.journal,
            hooks=self.hooks,
            answers=answers,
            crash=self.crash,
        )
        self.masters = MastersPull(
            node=self.node,
            interval_s=self.address.masters_interval_s,
            hooks=self.hooks,
            answers=answers,
        )
        self.withheld = WithheldPull(
            node=self.node,
            interval_s=self.address.masters_interval_s,
            journal=self.journal,
            hooks=self.hooks,
            answers=answers,
        )
        self.replay = Replay(feeds=self.feeds, hooks=self.hooks, answers=answers)
        self.heartbeat = HeartbeatPush(node=self.node, hooks=self.hooks, answers=answers)

    @property
    def asked(self) -> asyncio.Event:
        """Central was asked once since the start what it holds; it may have said nothing."""
        return self.push.asked

    def note_damage(self, damage: Damage) -> None:
        """What stands before it is still sent, nothing of it or behind it."""
        self.push.note_damage(damage)

    def wake(self) -> None:
        """There are new facts."""
        self.push.wake()

    def wake_replay(self) -> None:
        """A hole in the broadcast was seen."""
        self.replay.wake()

    async def run(self) -> None:
        async with (
            httpx.AsyncClient(
                base_url=self.address.url,
                headers={"Authorization": f"Bearer {self.address.token}"},
                timeout=self.address.timeout_s,
                trust_env=False,
                transport=self.transport,
            ) as client,
            asyncio.TaskGroup() as group,
        ):
            for peer, step in (
                ("central: facts", self.push.push),
                ("central: masters", self.masters.pull),
                ("central: quality", self.withheld.pull),
                ("central: replay", self.replay.ask),
                ("central: heartbeat", self.heartbeat.tell),
            ):
                group.create_task(self._for_ever(peer, client, step))

    async def _for_ever(
        self,
        peer: str,
        client: httpx.AsyncClient,
        step: Callable[[httpx.AsyncClient], Awaitable[None]],
    ) -> NoReturn:
        retry = self.retry(peer)
        while True:
            try:
                await step(client)
            except FactsNotTakenError as error:
                retry.failed(error)
                await retry.wait(NOT_TAKEN_LONGEST_S)
            except (httpx.HTTPError, OSError, CentralError, WireError) as error:
                retry.failed(f"{type(error).__name__}: {error}")
                await retry.wait()
            else:
                retry.succeeded()
