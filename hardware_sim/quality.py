"""Quality in the office: once in the day a lot turns out to be bad, and is blocked everywhere."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

LOOK_S = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLot:
    """What was blocked, and under which name."""

    block: str
    part: str
    lot: str


@dataclass(slots=True, kw_only=True)
class QualityShift:
    """Until cancelled. ``enough``: so much is picked that a lot is looked at."""

    ask: Callable[[str], Awaitable[Any]]
    send: Callable[[str, Mapping[str, Any]], Awaitable[httpx.Response]]
    enough: Callable[[], bool]
    blocked: BadLot | None = None

    async def run(self) -> None:
        while self.blocked is None:
            await asyncio.sleep(LOOK_S)
            if self.enough():
                with contextlib.suppress(httpx.HTTPError, ValueError):
                    await self._block()

    async def _block(self) -> None:
        rows = await self.ask("/api/v1/tracking/marriages?after=0&limit=1000&active_only=true")
        lots = [(row["part"], row["lot"]) for row in rows if row["lot"]]
        if not lots:
            return
        part, lot = lots[-1]
        body = {"part": part, "lot": lot, "reason": "torn seam found at the line"}
        answer = await self.send("/api/v1/quality/blocks", body)
        if answer.is_success:
            self.blocked = BadLot(block=answer.json()["block"], part=part, lot=lot)
