"""Daily planned receipts: what is to arrive, what has left for it, what is late where the customer
is.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from central.db.database import Database
from central.orders.rules.release_plan import Wanted
from central.orders.service import planned_receipts as service
from central.orders.service.despatch import despatch
from central.orders.service.planned_receipts import Asked, planned_receipts
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d

NEXT = DAY + timedelta(days=1)
BEFORE = DAY - timedelta(days=3)


def line(db: Database, quantity: int, on: date, at: str = "", to: str = "", **whose: Any) -> int:
    wanted = Wanted(on=on, quantity=d(quantity), at=at, to=to)
    office.write(db, office.plan(create=(wanted,)), **whose)
    return max(row.line for row in office.lines(db))


def filled(db: Database) -> None:
    """It is noon in UTC, and 14:00 in Berlin, where the customer is."""
    office.agreement(db, "A", "P", "Q", zone="Europe/Berlin")
    six = line(db, 50, DAY, "06:00", "08:00", point="T12")
    line(db, 70, DAY, "13:30", "14:30", point="T12")
    line(db, 5, DAY, "13:30", point="T31")
    line(db, 40, NEXT, point="T31")
    line(db, 9, NEXT + timedelta(days=1), part="Q", point="T31")
    old = line(db, 12, BEFORE, point="T12")
    gone = line(db, 3, BEFORE, part="Q", point="T12")
    for note, (number, quantity) in enumerate(((six, 30), (old, 2), (gone, 3))):
        lines = [(number, d(quantity))]
        despatch(db, note=f"N{note}", on=DAY, lines=lines, by=ANN, now_us=NOON_US)


def rows(db: Database, **asked: Any) -> list[tuple[Any, ...]]:
    found = db.read(lambda c: planned_receipts(c, Asked(**asked), NOON_US))
    return [
        (
            *(it.place.on, it.place.at, it.place.unloading_point, it.place.part),
            *(int(it.to_arrive), int(it.left), int(it.late)),
        )
        for it in found.rows
    ]


def test_each_day_window_and_point_with_what_left_and_what_is_late(db: Database) -> None:
    filled(db)
    assert rows(db, first=DAY, days=2) == [
        (BEFORE, "", "T12", "P", 12, 2, 10),
        (DAY, "06:00", "T12", "P", 50, 30, 20),
        (DAY, "13:30", "T12", "P", 70, 0, 0),
        (DAY, "13:30", "T31", "P", 5, 0, 5),
        (NEXT, "", "T31", "P", 40, 0, 0),
    ]
    assert rows(db, first=DAY, days=1, unloading_point="T31") == [
        (DAY, "13:30", "T31", "P", 5, 0, 5)
    ]
    assert [row[3] for row in rows(db, first=NEXT + timedelta(days=1), days=1, part="Q")] == ["Q"]


def test_the_total_of_a_part_is_that_of_its_rows(db: Database) -> None:
    filled(db)
    found = db.read(lambda c: planned_receipts(c, Asked(first=DAY, days=3), NOON_US))
    totals = {it.of.part: (it.to_arrive, it.left, it.open, it.late) for it in found.totals}
    assert totals == {"P": (177, 32, 145, 35), "Q": (9, 0, 9, 0)}


def test_more_lines_than_are_added_up_are_refused(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(db)
    monkeypatch.setattr(service, "LINES_MAX", 4)
    with pytest.raises(RuleRefusedError, match="more than 4 order lines"):
        rows(db, first=DAY, days=2)
