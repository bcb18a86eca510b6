"""Carries the line's telegrams to central: in order, one at a time, again and again until central
has taken each. A reply that got lost makes a duplicate, as in a plant.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpx
import structlog

from hardware_sim.line import Line, Telegram
from hardware_sim.plant import FeedRules
from hardware_sim.sparse import SparseLine
from hardware_sim.two_lines import TwoLines
from hardware_sim.wire_formats import encode

log = structlog.get_logger()

_RETRY_S = (0.05, 0.1, 0.2, 0.5, 1.0)
_TIMEOUT_S = 3.0


@dataclass(slots=True)
class Sender:
    """``send`` returns when central has the telegram. One of a feed without a token stays here."""

    url: str
    tokens: Mapping[str, str]
    """By feed."""
    feeds: Sequence[FeedRules]
    """How each is written."""
    client: httpx.AsyncClient
    sent: list[Telegram] = field(default_factory=list)
    first_sent_s: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    """Call number to (time, sequence number) of every telegram that gave it a place."""
    retries: int = 0
    refused: list[str] = field(default_factory=list)
    clock: Callable[[], float] = time.time

    async def send(self, telegram: Telegram) -> None:
        name = str(telegram["feed"])
        if name not in self.tokens:
            return
        body = encode(telegram, next(feed for feed in self.feeds if feed.feed == name))
        if telegram["status"] == "final" and not telegram.get("flags"):
            places = self.first_sent_s.setdefault(telegram["call_number"], [])
            places.append((self.clock(), int(telegram["sequence_number"])))
        self.sent.append(telegram)
        tries = 0
        while not await self._try(name, body):
            self.retries += 1
            await asyncio.sleep(_RETRY_S[min(tries, len(_RETRY_S) - 1)])
            tries += 1

    async def _try(self, feed: str, body: bytes) -> bool:
        try:
            answer = await self.client.post(
                f"{self.url}/api/v1/broadcast/feeds/{feed}/telegrams",
                content=body,
                headers={"Authorization": f"Bearer {self.tokens[feed]}"},
                timeout=_TIMEOUT_S,
            )
        except httpx.HTTPError:
            return False
        if answer.status_code in (401, 403, 413, 422):
            self.refused.append(f"{answer.status_code} {answer.text[:200]}")
            log.warning("telegram refused", status=answer.status_code, answer=answer.text[:200])
            return True
        return answer.is_success


async def run_line(
    line: Line | SparseLine | TwoLines,
    sender: Sender,
    *,
    takt_s: float,
    may_go: Callable[[], bool],
) -> None:
    """The whole day. ``takt_s`` in scaled seconds; the line stops while ``may_go`` says no."""
    next_s = time.monotonic()
    stopped_s = 0.0
    while not line.done:
        next_s = max(next_s, time.monotonic() - takt_s)
        await asyncio.sleep(max(0.0, next_s - time.monotonic()))
        stopped_s = 0.0
        while not may_go():
            await asyncio.sleep(0.05)
            stopped_s += 0.05
            if stopped_s >= 4.0 and line.outstanding:
                for telegram in line.finish():  # a stopped line sends what it had withheld
                    await sender.send(telegram)
        next_s += takt_s
        for telegram in line.advance():
            await sender.send(telegram)
    for telegram in line.finish():
        await sender.send(telegram)
