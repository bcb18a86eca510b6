"""What a person at a cell can see and do, over HTTP: the terminal's event stream, the lists, the
actions.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx

from hardware_sim.team_lead import Order

_API = "/api/v1"


class EventReader:
    """Server-sent events out of lines (the HTML standard, section 9.2.6). Sans-IO."""

    def __init__(self) -> None:
        self._name = "message"
        self._data: list[str] = []

    def feed(self, line: str) -> tuple[str, str] | None:
        """One line without its end; an event when an empty line ends it."""
        if not line:
            name, data = self._name, self._data
            self._name, self._data = "message", []
            return (name, "\n".join(data)) if data else None
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
        return None


class CellScreen:
    """One cell's pages as JSON. Methods raise httpx.HTTPError when the cell is not there."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self.url = url
        self._client = client

    async def events(self, workplace: str) -> AsyncIterator[tuple[str, Any]]:
        """``view``, ``answer`` and ``beat`` events until the cell ends the stream."""
        reader = EventReader()
        url = f"{self.url}{_API}/workplaces/{workplace}/events"
        async with self._client.stream("GET", url, timeout=httpx.Timeout(5, read=10)) as answer:
            answer.raise_for_status()
            async for line in answer.aiter_lines():
                event = reader.feed(line)
                if event is not None:
                    yield event[0], json.loads(event[1])

    async def view(self, workplace: str) -> Any:
        return await self.get(f"/workplaces/{workplace}")

    async def get(self, path: str) -> Any:
        """JSON of ``/api/v1<path>``."""
        answer = await self._client.get(f"{self.url}{_API}{path}", timeout=5)
        answer.raise_for_status()
        return answer.json()

    async def order(self, order: Order) -> tuple[int, str]:
        """HTTP status and, when it was refused, the problem's code."""
        answer = await self._client.post(
            f"{self.url}{_API}/actions/{order.name}",
            json=order.body,
            headers={"Authorization": f"Badge {order.badge}"},
            timeout=5,
        )
        if answer.is_success:
            return answer.status_code, ""
        try:
            return answer.status_code, str(answer.json().get("code", ""))
        except ValueError:
            return answer.status_code, answer.text[:100]

    async def planner(self) -> str:
        """The engine that plans; empty: none has, and none is loaded yet."""
        try:
            return str((await self.get("/status"))["health"]["planner"])
        except (httpx.HTTPError, KeyError, ValueError):
            return ""

    async def ready(self) -> bool:
        try:
            return (await self._client.get(f"{self.url}/readyz", timeout=2)).is_success
        except httpx.HTTPError:
            return False
