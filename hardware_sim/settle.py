"""Whether the day is over: nothing missing, nothing held, every rack gone, every label accounted
for, every fact sent. Looked at through the cells' own lists.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from hardware_sim.running_plant import CellWorks, Works
from hardware_sim.team_lead import UNSETTLED, Sight

_ROUND_S = 0.3


class Settling:
    """``open_things`` names what is still to be done."""

    def __init__(self, works: Works) -> None:
        self._works = works

    async def wait(self) -> None:
        """Until nothing is open at two looks, each at lists that are newer than the last ones."""
        clear, seen = 0, self._sights()
        while clear < 2:
            await asyncio.sleep(_ROUND_S)
            now = self._sights()
            if any(new is old for new, old in zip(now, seen, strict=True)):
                continue
            seen = now
            clear = 0 if self.open_things() else clear + 1

    def _sights(self) -> list[Sight | None]:
        return [cell.lead.sight for cell in self._works.cells]

    def open_things(self) -> list[str]:
        return [thing for cell in self._works.cells for thing in self._of_cell(cell)]

    def _of_cell(self, cell: CellWorks) -> Iterator[str]:
        name, sight = cell.cell.cell, cell.lead.sight
        if sight is None:
            yield f"{name} was never seen"
            return
        if not sight.day_over:
            yield f"{name} not seen since the line stopped"
        yield from (f"{name} {thing}" for thing in _of_sight(sight))
        quality = self._works.quality
        bad = quality.blocked if quality is not None else None
        if bad is not None and all(row["block"] != bad.block for row in sight.blocks):
            yield f"{name} does not know yet that {bad.lot} is blocked"
        again = self._works.again
        if again is not None:
            if not again.done:
                yield f"the line ordered again only {len(again.sent)} times"
            if left := again.not_told(name, list(cell.lead.lead.singles.values())):
                yield f"{name} has not heard yet that {', '.join(left)} is ordered again"
        for shift in cell.shifts:
            if not shift.picker.idle:
                yield f"{shift.workplace} is still at work"


def _of_sight(sight: Sight) -> Iterator[str]:
    if sight.holes:
        yield f"misses {', '.join(hole['sequence_number'] for hole in sight.holes[:5])}"
    for rack in sight.racks:
        if rack["phase"] != "shipped":
            counts = ", ".join(f"{n} {state}" for state, n in rack["counts"].items())
            reasons = sorted({reason for slot in rack["slots"] for reason in slot["reasons"]})
            yield f"rack {rack['rack']} is {rack['phase']} ({counts}) {' '.join(reasons)}".rstrip()
    for load in sight.loads:
        if load["state"] != "delivered":
            yield f"truck {load['truck']} is {load['state']}"
    for single in sight.singles:
        yield f"{single['rack']} is ordered again and not at the line"
    for label in sight.labels:
        if label["state"] in UNSETTLED and not label["superseded"]:
            yield f"label {label['label']} is {label['state']}"
    if sight.status["unsent_facts"]:
        yield f"has {sight.status['unsent_facts']} facts to send"
