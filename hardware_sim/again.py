"""What the line orders again, in a day: one part of a vehicle whose rack is still here, and all of
one that has left. A part broke at the line, a car was damaged there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from hardware_sim.line import Line, Record, Telegram
from hardware_sim.plant import Expected, Plant
from hardware_sim.sparse import SparseLine
from hardware_sim.team_lead import Sight

LOOK_S = 0.4
CHANGES_BACK = 6
"""A vehicle may still change places with one that passes so soon after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReOrder:
    """``parts`` empty: all of the vehicle. ``shipped``: its rack had left."""

    call_number: str
    parts: tuple[str, ...]
    shipped: bool


def pieces_again(plant: Plant, record: Record, order: ReOrder) -> list[Expected]:
    """What must be picked once more, one single pick each: parts that are named one time, all
    others as often as the vehicle needs them. The feed of all vehicles knows no part of another.
    """
    racks = (rack for cell in plant.cells for rack in cell.rack_families)
    others = {rack.rack_family for rack in racks if rack.feed}
    found = [e for e in plant.expected_parts(record.vehicle) if e.rack_family not in others]
    if not order.parts:
        return found
    return [replace(e, quantity=1) for e in found if e.part in order.parts]


@dataclass(slots=True, kw_only=True)
class ReplacementShift:
    """Until both are ordered. ``ready``: from then on the line may order."""

    plant: Plant
    line: Line | SparseLine
    send: Callable[[Telegram], Awaitable[None]]
    sights: Callable[[], Mapping[str, Sight | None]]
    """By cell, as its lead saw it last."""
    ready: Callable[[], bool]
    rng: Random
    sent: list[ReOrder] = field(default_factory=list)
    first_sent: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        while not self.done:
            await asyncio.sleep(LOOK_S)
            found = list(self._open_to(shipped=bool(self.sent))) if self.ready() else []
            if found:
                await self._order(self.rng.choice(found))
                self.first_sent.set()

    @property
    def done(self) -> bool:
        return len(self.sent) == 2

    async def _order(self, record: Record) -> None:
        shipped = bool(self.sent)
        parts = () if shipped else (self._one_part(record),)
        call = record.vehicle.call_number
        self.sent.append(ReOrder(call_number=call, parts=parts, shipped=shipped))
        await self.send(self.line.order_again(record, parts))

    def _one_part(self, record: Record) -> str:
        order = ReOrder(call_number=record.vehicle.call_number, parts=(), shipped=False)
        pieces = pieces_again(self.plant, record, order)
        return self.rng.choice([piece.part for piece in pieces if not piece.index])

    def _open_to(self, *, shipped: bool) -> Iterator[Record]:
        """Vehicles of which all is settled, and every rack is gone or, else, none is."""
        gone = self._phases()
        back = 0 if self.line.done else CHANGES_BACK
        for record in self.line.records[: max(0, self.line.passed - back)]:
            call = record.vehicle.call_number
            settled = record.sent and record.announced == record.vehicle.options
            ended = record.changing or record.cancelled or record.missed or record.lost
            known = gone.get(call, ())
            right = known and all(known) if shipped else not any(known)
            if settled and right and not ended and all(o.call_number != call for o in self.sent):
                yield record

    def _phases(self) -> dict[str, list[bool]]:
        """By call number: of each rack with a slot of it, whether it has left."""
        found: dict[str, list[bool]] = {}
        for sight in self.sights().values():
            for rack in sight.racks if sight is not None else ():
                for slot in rack["slots"]:
                    if slot["call_number"]:
                        gone = rack["phase"] == "shipped"
                        found.setdefault(slot["call_number"], []).append(gone)
        return found

    def not_told(self, cell: str, seen: Sequence[str]) -> list[str]:
        """Calls of which the cell's lead has not seen every single pick. ``seen``: the call of
        each that they saw.
        """
        return [
            order.call_number
            for order in self.sent
            if seen.count(order.call_number)
            < len([e for e in self._pieces(order) if e.cell == cell])
        ]

    def _pieces(self, order: ReOrder) -> list[Expected]:
        for record in self.line.records:
            if record.vehicle.call_number == order.call_number:
                return pieces_again(self.plant, record, order)
        return []
