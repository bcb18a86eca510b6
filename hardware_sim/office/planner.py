"""The planner at the desk: looks at the inbox and does one thing with each entry."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hardware_sim.central_program import CentralProgram, StartError

APPROVED, REJECTED, VIEWED, CLOSED = "approved", "rejected", "viewed", "closed"


@dataclass(slots=True)
class Planner:
    """``done``: what was done how often. ``refused``: what central would not do, in its words."""

    central: CentralProgram
    done: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)

    async def inbox(self) -> list[dict[str, Any]]:
        found = await self.central.ask("/api/v1/releases/inbox", "planner")
        return list(found["entries"])

    async def work(self, day: date) -> None:
        """Out of tolerance is approved, what does not reconcile is rejected, the rest is looked at,
        and what a gate refused or missed is closed. What became no schedule is left for a person.
        """
        await self._close(day)
        for entry in await self.inbox():
            if entry["schedule"] is None:
                continue
            if entry["what"] == "out_of_tolerance":
                await self._act(entry, "approve", "asked by telephone", APPROVED)
            elif entry["what"] in ("not_reconciled", "release_exception"):
                await self._act(entry, "reject", "the maker sends another", REJECTED)
            elif entry["what"] == "unviewed":
                await self._post(f"/api/v1/releases/schedules/{entry['schedule']}/viewed", {})
                self.done[VIEWED] += 1

    async def _close(self, day: date) -> None:
        """What was refused or missed is not coming any more."""
        for row in await self.central.ask("/api/v1/differences", "planner"):
            document = {key: row[key] for key in ("agreement", "part", "note")}
            document |= {"how": "lost", "on": day.isoformat(), "why": "the gate's own count"}
            if await self._post("/api/v1/differences/close", document):
                self.done[CLOSED] += 1

    async def _act(self, entry: dict[str, Any], action: str, why: str, name: str) -> None:
        path = f"/api/v1/releases/schedules/{entry['schedule']}/{action}"
        if await self._post(path, {"version": entry["version"], "why": why}):
            self.done[name] += 1

    async def _post(self, path: str, document: dict[str, Any]) -> bool:
        """409: somebody was faster, the next look shows what it is then."""
        answer = await self.central.send("POST", path, document, "planner")
        if answer.is_success or answer.status_code == 409:
            return answer.is_success
        self.refused.append(f"{path}: {answer.status_code} {answer.text}")
        raise StartError(self.refused[-1])
