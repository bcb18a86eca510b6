"""The shipping office: each day it sends what is due, on one despatch note a maker."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from hardware_sim.central_program import CentralProgram, StartError


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    note: str
    on: date
    pieces: dict[str, int]


@dataclass(slots=True)
class Shipper:
    """``sent``: what left, by maker and part."""

    central: CentralProgram
    sent: dict[tuple[str, str], int] = field(default_factory=dict)
    notes: int = 0

    async def due(self, customer: str, last: date) -> list[dict[str, Any]]:
        """Order lines that stand, up to a day."""
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            path = (
                f"/api/v1/orders/lines?customer={customer}&last={last.isoformat()}"
                f"&limit=500&after={after}"
            )
            page = await self.central.ask(path, "shipping")
            found += page["rows"]
            if page["next"] is None:
                return found
            after = page["next"]

    async def ship(self, customer: str, day: date) -> Note | None:
        """Everything due up to ``day``, posted twice: the second time changes nothing. The first
        may be a repetition too, where the answer to it was lost.
        """
        lines = await self.due(customer, day)
        wanted = [(row, open_of(row)) for row in lines if open_of(row) > 0]
        if not wanted:
            return None
        self.notes += 1
        note = f"DN{self.notes:06d}"
        document = {
            "note": note,
            "on": day.isoformat(),
            "lines": [{"line": row["line"], "quantity": str(q)} for row, q in wanted],
        }
        for repeated in (False, True):
            answer = await self.central.send("POST", "/api/v1/orders/notes", document, "shipping")
            if not answer.is_success or (repeated and not answer.json()["repeated"]):
                raise StartError(f"note {note}: {answer.status_code} {answer.text}")
        pieces: dict[str, int] = {}
        for row, quantity in wanted:
            pieces[row["part"]] = pieces.get(row["part"], 0) + int(quantity)
        for part, count in pieces.items():
            self.sent[customer, part] = self.sent.get((customer, part), 0) + count
        return Note(note=note, on=day, pieces=pieces)


def open_of(row: dict[str, Any]) -> Decimal:
    """What of an order line is still to be sent."""
    return Decimal(row["quantity"]) - Decimal(row["despatched"])
