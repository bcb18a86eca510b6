"""Some of a rack that a cell shipped comes back: the floor's report follows, and nothing stays
apart.
"""

from __future__ import annotations

from central.agreements.model.agreement import Part
from central.db.database import Database
from central.orders import floor, floor_report, tables
from central.orders.floor_report import Mark
from central.orders.service.despatch import Part as Undone
from central.orders.service.despatch import undo_part
from tests.central.orders.test_floor import P1, cum, ship
from tests.support.central import orders as office
from tests.support.central.despatch import draft
from tests.support.central.journal import RACK
from tests.support.central.orders import ANN, DAY, NOON_US, d


def back(db: Database, line: int, quantity: int, part: str = P1.part, key: str = "k") -> None:
    it = Undone(
        note=RACK,
        key=f"{key} {line} {quantity} {part}",
        line=line,
        quantity=d(quantity),
        on=DAY,
        agreement="A",
        part=part,
    )
    undo_part(db, it, why="left on the ramp", by=ANN, now_us=NOON_US)


def reported(db: Database, part: str = P1.part) -> tuple[object, ...]:
    """Cum, part-to-VIN and mark of a part; what was shipped today, and of that beyond orders."""
    (cums,) = [row for row in db.read(floor_report.cums) if row.part == part]
    days = [row for row in db.read(lambda c: floor_report.days(c, NOON_US)) if row.part == part]
    shipped = sum(row.shipped for row in days), sum(row.beyond for row in days)
    return cums.cum, cums.vin, cums.mark, *shipped


def test_the_report_of_the_floor_follows_what_came_back_of_a_rack(db: Database) -> None:
    office.agreement(db, "A", P1, Part(part="P2"))
    line = office.line(db, 3, part=P1.part)
    ship(db, "P1", "P1", "P1", "P1", "P1", "P2")
    floor.follow(db, NOON_US)
    assert reported(db) == (5, 5, Mark.NONE, 5, 2)
    back(db, line, 1)
    assert reported(db) == (4, 4, Mark.NONE, 4, 2)
    back(db, 0, 1)
    assert reported(db) == (3, 3, Mark.NONE, 3, 1)
    back(db, 0, 1, "P2")
    states = {row.part: row.state for row in office.rows(db, tables.floor_shipments)}
    assert states == {P1.part: "posted", "P2": "undone"} and cum(db, "P2") == 0
    back(db, line, 2)
    back(db, 0, 1, key="again")
    assert cum(db) == 0 and db.read(floor_report.cums) == ()
    (note,) = office.rows(db, tables.notes)
    assert note.state == "undone"


def test_a_rack_under_the_number_of_a_draft_is_told_what_the_note_is(db: Database) -> None:
    office.agreement(db, "A", P1)
    draft(db, RACK, lines={office.line(db, 3, part=P1.part): d(1)})
    ship(db, "P1")
    floor.follow(db, NOON_US)
    (waiting,) = db.read(floor_report.unposted)
    assert waiting.state == "refused"
    assert [it.text for it in waiting.reasons] == [
        f"note {RACK} is of the office and draft: a number is for one note"
    ]
