"""Tells central that the cell lives, whatever else the line to it is doing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx

from edge.sync.central import Answers
from edge.sync.hooks import Hooks
from wire.codec import encode
from wire.heartbeat import PERIOD_S


@dataclass(slots=True, kw_only=True)
class HeartbeatPush:
    """``tell`` is one of them, and the pause after it."""

    node: str
    hooks: Hooks
    answers: Answers

    async def tell(self, client: httpx.AsyncClient) -> None:
        body = encode(self.hooks.heartbeat())
        response = await client.post(f"/api/v1/nodes/{self.node}/heartbeat", content=body)
        self.answers.body(response)
        await asyncio.sleep(PERIOD_S)
