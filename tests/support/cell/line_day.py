"""A line with everything that lines do, and a cell that hears it in some order."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from edge.cell.racks import slot_status
from tests.support.cell import world
from wire.telegram import Status, Telegram

LATE = 8
"""How many places a telegram may come late."""
REACH = 6
"""How many vehicles back the line still says something of one."""
WINDOW = LATE + REACH


@dataclass
class Line:
    """A line that numbers, re-sequences, amends, withdraws, loses, wraps and restarts."""

    rng: Random
    last_number: int
    stream: list[Telegram] = field(default_factory=list)
    number: int = 0
    calls: int = 0
    recent: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)

    def say(self, call: str, number: int | str, **values: Any) -> None:
        sent = len(self.stream) + 1
        self.stream.append(world.telegram(number, call, transmission=sent, position=sent, **values))

    def vehicle(self) -> None:
        self.number = self.number % self.last_number + 1
        self.calls += 1
        call = f"K{self.calls}"
        content = {
            "colour": self.rng.choice(["RED", "BLUE"]),
            "options": {"TRIM": self.rng.choice(["L1", "C", "NONE"])},
        }
        if self.rng.random() < 0.1:
            self.say(call, self.number, status=Status.PREVIEW, **content)
        if self.rng.random() > 0.05:
            self.say(call, self.number, **content)
            self.recent = [*self.recent[1 - REACH :], (call, self.number, content)]

    def event(self) -> None:
        if not self.recent:
            return
        call, number, content = self.rng.choice(self.recent)
        kind = self.rng.choice(["amend", "cancel", "fitted", "unsequence", "swap", "back", "hold"])
        if kind == "amend":
            self.say(call, number, **{**content, "colour": "GREEN"})
        elif kind == "cancel":
            self.say(call, self.rng.choice([number, "", "0000"]), status=Status.CANCELLED)
        elif kind == "fitted":
            self.say(call, "", status=Status.FITTED)
        elif kind == "unsequence":
            self.say(call, "0000", **content)
        elif kind == "back":
            self.say(call, number, **content)
        else:
            other, other_number, other_content = self.rng.choice(self.recent)
            self.say(call, other_number, **content)
            if kind == "swap":
                self.say(other, number, **other_content)

    def restart(self) -> None:
        self.number = 0
        self.recent = []


def heard(stream: list[Telegram], **rules: Any) -> Any:
    cell = world.World(checked=False)
    cell.adopt(world.masters(window=WINDOW, last_number=rules.pop("last_number"), **rules))
    cell.hear(*stream)
    return cell


def meaning(cell: Any) -> dict[str, Any]:
    """All that the telegrams decide, without times and counts."""
    feed = cell.feed
    return {
        "epoch": feed.epoch,
        "positions": feed.positions,
        "runs": {
            epoch: (
                run.frontier,
                run.first,
                run.ended,
                run.owner,
                set(run.missing),
                run.contested,
                {number: set(calls) for number, calls in run.claims.items()},
            )
            for epoch, run in feed.runs.items()
        },
        "vehicles": {
            call: (v.content, v.number and v.epoch, v.number, v.withdrawn, v.fitted, v.needs)
            for call, v in feed.vehicles.items()
        },
        "slots": {
            (rack.rack, number): slot_status(cell.state, rack, number)
            for rack in cell.state.racks.values()
            for number in range(rack.first_number, rack.first_number + rack.size)
        },
        "closed": {rack.rack for rack in cell.state.racks.values() if rack.closed_us is not None},
        "breaks": {e for e in cell.state.exceptions if e.startswith("transmission")},
    }
