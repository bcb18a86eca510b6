"""Pulls the masters from central when they changed, and the badges' key before them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx

from edge.sync.answers import badge_key_of
from edge.sync.central import Answers
from edge.sync.hooks import Hooks


@dataclass(slots=True, kw_only=True)
class MastersPull:
    """``pull`` is one look, and the pause after it."""

    node: str
    interval_s: float
    hooks: Hooks
    answers: Answers
    tag: str = ""
    """Of the masters that the node has."""
    badge_key_asked: bool = False
    """Central told the badges' key, or has none, since the masters last changed."""

    async def pull(self, client: httpx.AsyncClient) -> None:
        headers = {"If-None-Match": self.tag} if self.tag else {}
        response = await client.get(f"/api/v1/masters/{self.node}", headers=headers)
        self.answers.note(response)
        changed = response.status_code != 304
        if changed or not self.badge_key_asked:
            await self._pull_badge_key(client)
        if changed:
            body = self.answers.body(response)
            tag = response.headers.get("ETag", "")
            if tag != self.tag:
                self.hooks.take_masters(body, tag)
                self.tag = tag
        await asyncio.sleep(self.interval_s)

    async def _pull_badge_key(self, client: httpx.AsyncClient) -> None:
        """Before the masters that need it. A central of before the key has none, and must not keep
        the masters from us.
        """
        self.badge_key_asked = False
        response = await client.get(f"/api/v1/masters/{self.node}/badge-key")
        self.answers.note(response)
        if response.is_success or response.status_code >= 500:
            self.hooks.take_badge_key(badge_key_of(self.answers.body(response)))
        self.badge_key_asked = True
