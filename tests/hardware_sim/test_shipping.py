"""A note that is posted late is posted, or said to be owed, whatever became of its order lines."""

from __future__ import annotations

import asyncio
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from hardware_sim.central_program import StartError
from hardware_sim.office.shipping import Mood, Shipper

MONDAY, TUESDAY = date(2026, 5, 4), date(2026, 5, 5)
LINE = {
    "line": 1,
    "part": "P",
    "unloading_point": "T12",
    "on_day": "2026-05-04",
    "at_time": "",
    "quantity": "40",
    "despatched": "0",
}


class Office:
    """Order lines that stand until the maker cancels them, and the notes that were posted."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = [LINE]
        self.posted: list[str] = []

    async def ask(self, path: str, role: str) -> dict[str, Any]:
        return {"rows": self.lines, "next": None}

    async def send(self, method: str, path: str, document: Any, role: str) -> Any:
        repeated = document["note"] in self.posted
        self.posted += [] if repeated else [document["note"]]
        return SimpleNamespace(is_success=True, json=lambda: {"repeated": repeated})


def test_a_late_note_whose_lines_are_gone_is_not_forgotten() -> None:
    office = Office()
    shipper = Shipper(central=office)  # type: ignore[arg-type]
    assert asyncio.run(shipper.ship("C", MONDAY, Mood.LATE)) == []
    office.lines = []
    with pytest.raises(StartError, match="left on a truck and is no longer ordered"):
        asyncio.run(shipper.ship("C", TUESDAY))


def test_a_late_note_is_posted_the_day_after() -> None:
    office = Office()
    shipper = Shipper(central=office)  # type: ignore[arg-type]
    asyncio.run(shipper.ship("C", MONDAY, Mood.LATE))
    posted = asyncio.run(shipper.ship("C", TUESDAY))
    assert [note.note for note in posted] == ["DN000001"] == office.posted
