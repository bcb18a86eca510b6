"""The shipping office: each day it sends what is due, on one despatch note for each unloading point
of a maker. Some days a truck leaves without all of it, or its paper comes a day late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from hardware_sim.central_program import CentralProgram, StartError
from hardware_sim.office.maker import Place

Line = Mapping[str, Any]


class Mood(Enum):
    """SHORT: a quarter of what is due is not ready. LATE: the truck leaves, its note is posted the
    day after, behind that day's own.
    """

    USUAL = "usual"
    SHORT = "short"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    note: str
    point: str
    on: date
    pieces: dict[str, int]


@dataclass(slots=True)
class Shipper:
    """``sent``: what left on posted notes, by maker and place; ``left_behind``: pieces that were
    due and not ready.
    """

    central: CentralProgram
    sent: dict[tuple[str, Place], int] = field(default_factory=dict)
    notes: int = 0
    posted_late: int = 0
    left_behind: int = 0
    late: dict[tuple[str, str], Note] = field(default_factory=dict)
    """By maker and point: it is on the road, and its note not posted."""

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

    async def ship(self, customer: str, day: date, mood: Mood = Mood.USUAL) -> list[Note]:
        """The notes that were posted, in that order."""
        lines = [row for row in await self.due(customer, day) if open_of(row) > 0]
        posted: list[Note] = []
        owed = {point for maker, point in self.late if maker == customer}
        for point in sorted(owed | {row["unloading_point"] for row in lines}):
            standing = [row for row in lines if row["unloading_point"] == point]
            rows = {row["line"]: open_of(row) for row in standing}
            late = self.late.pop((customer, point), None)
            for_late = dict(_taken(standing, late.pieces)) if late else {}
            for line, quantity in for_late.items():
                rows[line] -= quantity
            if mood is Mood.SHORT:
                self.left_behind += sum(int(quantity // 4) for quantity in rows.values())
                rows = {line: quantity - quantity // 4 for line, quantity in rows.items()}
            today = self._note(point, day, standing, rows)
            if today is not None and mood is Mood.LATE:
                self.late[customer, point] = today
            elif today is not None:
                await self._post(customer, today, rows)
                posted.append(today)
            if late is not None:
                await self._post(customer, late, for_late)
                posted.append(late)
                self.posted_late += 1
        return posted

    def _note(
        self, point: str, day: date, standing: Iterable[Line], rows: Mapping[int, Decimal]
    ) -> Note | None:
        """What leaves now; None: nothing does."""
        pieces: dict[str, int] = {}
        for row in standing:
            if rows[row["line"]]:
                pieces[row["part"]] = pieces.get(row["part"], 0) + int(rows[row["line"]])
        if not pieces:
            return None
        self.notes += 1
        return Note(note=f"DN{self.notes:06d}", point=point, on=day, pieces=pieces)

    async def _post(self, customer: str, note: Note, rows: Mapping[int, Decimal]) -> None:
        """Twice: the second time changes nothing. The first may be a repetition too, where the
        answer to it was lost.
        """
        document = {
            "note": note.note,
            "on": note.on.isoformat(),
            "lines": [{"line": line, "quantity": str(q)} for line, q in rows.items() if q],
        }
        for repeated in (False, True):
            answer = await self.central.send("POST", "/api/v1/orders/notes", document, "shipping")
            if not answer.is_success or (repeated and not answer.json()["repeated"]):
                raise StartError(f"note {note.note}: {answer.status_code} {answer.text}")
        for part, count in note.pieces.items():
            key = customer, Place(part, note.point)
            self.sent[key] = self.sent.get(key, 0) + count


def _taken(standing: Iterable[Line], pieces: Mapping[str, int]) -> Iterator[tuple[int, Decimal]]:
    """So many pieces of each part from the earliest lines. StartError: less is open."""
    left = {part: Decimal(count) for part, count in pieces.items()}
    for row in sorted(standing, key=lambda row: (row["on_day"], row["at_time"], row["line"])):
        quantity = min(open_of(row), left.get(row["part"], Decimal(0)))
        if quantity:
            left[row["part"]] -= quantity
            yield row["line"], quantity
    if any(left.values()):
        raise StartError(f"{left} left on a truck and is no longer ordered")


def open_of(row: Line) -> Decimal:
    """What of an order line is still to be sent."""
    return Decimal(row["quantity"]) - Decimal(row["despatched"])
