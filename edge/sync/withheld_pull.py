"""Asks central what must not be used here: blocks of the plant, pieces that other cells have."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx

from edge.journal.store import Journal
from edge.sync.central import Answers
from edge.sync.hooks import Hooks


@dataclass(slots=True, kw_only=True)
class WithheldPull:
    """``pull`` is one look, and the pause after it. A central of before knows nothing of it."""

    node: str
    interval_s: float
    journal: Journal
    hooks: Hooks
    answers: Answers

    async def pull(self, client: httpx.AsyncClient) -> None:
        asked = {"epoch": self.journal.epoch, "after": self.hooks.withheld_after()}
        response = await client.get(f"/api/v1/quality/withheld/{self.node}", params=asked)
        self.answers.note(response)
        more = False
        if response.status_code != 404:
            more = self.hooks.take_withheld(self.answers.body(response))
        await asyncio.sleep(0 if more else self.interval_s)
