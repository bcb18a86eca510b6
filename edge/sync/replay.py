"""Asks central for what the broadcast lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import httpx

from edge.sync.central import Answers
from edge.sync.hooks import Hooks, Range

IDLE_CHECK_S = 5.0
REPLAY_MAX = 500


@dataclass(slots=True, kw_only=True)
class Replay:
    """``ask`` is one round; ``wake`` when a hole was seen."""

    feeds: tuple[str, ...]
    hooks: Hooks
    answers: Answers
    _holes: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        self._holes.set()

    async def ask(self, client: httpx.AsyncClient) -> None:
        """Asks for what is missing; every few seconds also for the heads, should the broker be
        silent.
        """
        try:
            async with asyncio.timeout(IDLE_CHECK_S):
                await self._holes.wait()
        except TimeoutError:
            for feed in self.feeds:
                response = await client.get(f"/api/v1/broadcast/feeds/{feed}/head")
                self.answers.note(response)
                if response.status_code != 404:
                    self.hooks.take_head(feed, self.answers.body(response))
        self._holes.clear()
        for wanted in self.hooks.missing():
            await self._ask_range(client, wanted)

    async def _ask_range(self, client: httpx.AsyncClient, wanted: Range) -> None:
        first = wanted.first
        while first <= wanted.last:
            last = min(wanted.last, first + REPLAY_MAX - 1)
            response = await client.get(
                f"/api/v1/broadcast/feeds/{wanted.feed}/replay",
                params={"first": first, "last": last},
            )
            for line in self.answers.body(response).splitlines():
                if line.strip():
                    self.hooks.take_telegram(wanted.feed, line)
                    await asyncio.sleep(0)  # a scan that waits goes first
            first = last + 1
