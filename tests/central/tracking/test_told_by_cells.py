"""What pages show of what cells tell: holes, positions, exceptions, slots."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import select

from central.db.database import Database
from central.supervision import service as troubles
from central.tracking import tables
from central.tracking.service import cells, search
from tests.support.central.journal import (
    NEED,
    RACK,
    Journal,
    divorced,
    marriage,
    plain_day,
    rack_formed,
    run_opened,
    scanned,
    taken,
)
from tests.support.central.same import everything
from tests.support.central.taking_facts import take
from wire.events import (
    ExceptionHandled,
    ExceptionRaised,
    HeadAdvanced,
    HelpCalled,
    NumberSkipped,
    PersonNeeded,
    RackClosed,
    RackShipped,
    Reaction,
    ReworkReleased,
    SinglePickBegun,
    SinglePickEnded,
    SinglePickOrdered,
    TelegramQuarantined,
    UsageProblem,
)
from wire.masters import GapPolicy
from wire.telegram import Flag


def test_holes_open_close_and_are_skipped(db: Database) -> None:
    journal = Journal().write(*plain_day([1]))
    journal.write(taken(5, reaction=Reaction.AHEAD), taken(3, reaction=Reaction.LATE))
    journal.write(NumberSkipped(feed="L1", epoch=1, number=2, person="ann", reason="lost"))
    take(db, journal.batch())
    numbers = [hole for hole in cells.list_holes(db) if hole.kind == "number"]
    assert [hole.number for hole in numbers] == [4]
    closed = {
        hole.number: hole.closed_by
        for hole in cells.list_holes(db, open_only=False)
        if hole.kind == "number" and hole.closed_us is not None
    }
    assert closed == {2: "skipped", 3: "filled"}


def test_head_shows_a_hole_after_the_last_telegram(db: Database) -> None:
    journal = Journal().write(*plain_day([1]), HeadAdvanced(feed="L1", position=3))
    take(db, journal.batch())
    found = cells.list_holes(db)
    positions = [(hole.number, hole.last) for hole in found if hole.kind == "position"]
    assert positions == [(2, 3)]


def test_re_sequenced_vehicle_frees_its_number_and_newest_claim_holds_it(db: Database) -> None:
    journal = Journal().write(*plain_day([1, 2, 3]))
    moved = taken(
        3, "C0001", Reaction.RE_SEQUENCED, position=9, order=(1, 9, 0), vin="VXN00000000000001"
    )
    journal.write(moved)
    take(db, journal.batch())
    query = select(tables.vehicles.c.call_number, tables.vehicles.c.number)
    held = dict(tuple(row) for row in db.read(lambda c: c.execute(query).all()))
    assert held == {"C0001": 3, "C0002": 2, "C0003": None}
    assert 1 in {hole.number for hole in cells.list_holes(db) if hole.kind == "number"}


def test_five_positions_of_a_line(db: Database) -> None:
    journal = Journal().write(*plain_day())
    journal.write(
        RackClosed(rack=RACK, rack_family="R", feed="L1", epoch=1, first_number=1, last_number=4),
        taken(5),
        RackShipped(rack=RACK, person="bob"),
    )
    take(db, journal.batch())
    db.write(lambda c: c.exec_driver_sql("INSERT INTO broadcast_feeds (feed) VALUES ('L1')"))
    line = cells.sequence_status(db)[0]
    cell = line.cells[0]
    reached = [at.number if at else None for at in (cell.received, cell.picked, cell.racked)]
    assert (line.feed, reached, cell.shipped and cell.shipped.number) == ("L1", [5, 4, 4], 4)


def test_exceptions_have_the_cells_own_ids_and_are_owned_and_closed(db: Database) -> None:
    journal = Journal().write(*plain_day())
    late = taken(2, reaction=Reaction.AMENDED, needs=(), position=7, order=(1, 7, 0))
    journal.write(
        HelpCalled(kind="short", workplace="W1", person="ann", face="F1", part="P1"),
        TelegramQuarantined(feed="L1", raw_id=3, code="not_json", detail="x", position=6),
        TelegramQuarantined(feed="L1", raw_id=4, code="not_json", detail="y"),
        RackShipped(rack=RACK, person="bob"),
        late,
        ExceptionHandled(exception="short:W1:10", person="cid", closed=False),
        ExceptionHandled(exception="quarantine:L1:not_json", person="cid", closed=True),
        ExceptionHandled(exception="hole:L1:1:9", person="dan", closed=False),
    )
    take(db, journal.batch())
    views = cells.list_exceptions(db, open_only=False)
    found = {v.exception: (v.owner, v.times, v.closed_us is None) for v in views}
    assert found == {
        "short:W1:10": ("cid", 1, True),
        "quarantine:L1:not_json": ("cid", 2, False),
        f"shipped:{RACK}:2:C0002": ("", 1, True),
        "hole:L1:1:9": ("dan", 1, False),
    }


@pytest.mark.parametrize("at_once", [True, False])
def test_each_number_that_a_call_had_is_looked_for_in_what_is_shipped(
    db: Database, *, at_once: bool
) -> None:
    """It comes to a number of a shipped rack and goes back before central hears of it."""
    away = "R-1-0005"
    journal = Journal().write(
        *plain_day(), rack_formed(5, rack=away), RackShipped(rack=away, person="bob")
    )
    first = journal.last + 1
    take(db, journal.batch())
    for order, number in enumerate((7, 3), 10):
        reaction = Reaction.RE_SEQUENCED
        journal.write(taken(number, "C0002", reaction, order=(1, order, 0), position=order))
    for batch in (
        [journal.batch(first)]
        if at_once
        else [journal.batch(first, first), journal.batch(first + 1)]
    ):
        take(db, batch)
    (found,) = cells.list_exceptions(db, open_only=True)
    assert (found.exception, found.times) == (f"shipped:{away}:7:C0002", 2)


def test_a_person_is_called_for_by_the_cells_own_fact(db: Database) -> None:
    raised = ExceptionRaised(
        exception=f"fitted_without_part:{RACK}:2:C0002",
        kind=PersonNeeded.FITTED_WITHOUT_PART,
        text="call C0002, number 2, has passed FIT without seat P1 (0 of 1)",
        feed="L1",
        call_number="C0002",
        epoch=1,
        number=2,
        rack=RACK,
    )
    journal = Journal().write(run_opened(), rack_formed(), taken(1), taken(2), raised, raised)
    take(db, journal.batch())
    (found,) = cells.list_exceptions(db, open_only=True)
    assert (found.exception, found.kind, found.times) == (
        raised.exception,
        "fitted_without_part",
        2,
    )
    assert found.text == raised.text
    (first, *_) = db.read(lambda connection: troubles.collect(connection, 5))
    assert (first.kind, first.level, first.subject) == ("fitted_without_part", "fault", raised.text)
    kinds = [fact.kind for fact in search.find_call(db, "C0002").facts]
    assert kinds.count("exception_raised") == 2
    journal.write(ExceptionHandled(exception=raised.exception, person="cid", closed=True))
    take(db, journal.batch(6))
    assert not cells.list_exceptions(db, open_only=True)


def test_a_telegram_that_is_set_aside_moves_nothing_but_its_position(db: Database) -> None:
    journal = Journal().write(run_opened(), rack_formed(), taken(1), taken(2))
    take(db, journal.batch())
    before = everything(db)
    again = taken(2, status="cancelled", flags=[Flag.TEST], position=3, order=(1, 9, 2))
    other = taken(9, "TRIAL", flags=[Flag.RE_ORDER], position=4)
    for telegram in (again, other):
        aside = msgspec.structs.replace(telegram, reaction=Reaction.SET_ASIDE, number=None)
        journal.write(aside)
    take(db, journal.batch(4))
    after = everything(db)
    for table in ("tracking_vehicles", "tracking_runs", "tracking_holes", "tracking_exceptions"):
        assert after[table] == before[table]
    (position,) = (row for row in after["tracking_progress"] if "position" in row)
    assert 4 in position


def test_the_slot_of_a_car_that_passed_without_its_part_waits_for_a_person(db: Database) -> None:
    journal = Journal().write(run_opened(), rack_formed(), taken(1), taken(2), taken(3))
    journal.write(scanned(marriage(1)))
    for number in (1, 2):
        journal.write(taken(number, reaction=Reaction.FITTED, status="fitted", order=(1, 9, 1)))

    def slots() -> list[str]:
        return [slot.state.value for slot in search.find_rack(db, RACK).racks[0].slots]

    take(db, journal.batch())
    assert slots() == ["picked", "held", "open", "missing"]
    journal.write(NumberSkipped(feed="L1", epoch=1, number=2, person="b", reason="carried"))
    take(db, journal.batch(8))
    assert slots() == ["picked", "skipped", "open", "missing"]
    journal.write(taken(2, reaction=Reaction.AMENDED, order=(1, 10, 0)))
    take(db, journal.batch(9))
    assert slots() == ["picked", "open", "open", "missing"]


def test_the_desk_says_why_it_is_not_clear_what_a_vehicle_needs(db: Database) -> None:
    said = "two part lines named for one family seat: A, B"
    problems = [
        UsageProblem(family="seat", fired=("A", "B"), rack_family="R", detail=said),
        UsageProblem(family="belt", fired=(), rack_family="R"),
    ]
    unclear = msgspec.structs.replace(taken(1, needs=()), problems=tuple(problems))
    take(db, Journal().write(run_opened(), rack_formed(), unclear).batch())
    found = db.read(lambda connection: troubles.collect(connection, 5))
    assert [t.text for t in found if t.kind == "usage"] == [f"{said}; belt fires 0"]


def test_late_change_holds_the_slot_and_rework_reopens_the_rack(db: Database) -> None:
    journal = Journal().write(*plain_day())
    closed = RackClosed(
        rack=RACK, rack_family="R", feed="L1", epoch=1, first_number=1, last_number=4
    )
    other = msgspec.structs.replace(NEED, part="P2")
    amended = taken(2, reaction=Reaction.AMENDED, needs=[other], position=7, order=(1, 7, 0))
    journal.write(closed, amended)
    take(db, journal.batch())

    def slots() -> list[str]:
        return [slot.state.value for slot in search.find_rack(db, RACK).racks[0].slots]

    assert slots() == ["picked", "held", "picked", "picked"]
    journal.write(ReworkReleased(rack=RACK, slot=1, person="bob", reason="change"))
    journal.write(divorced(marriage(2)))
    take(db, journal.batch(11))
    assert search.find_rack(db, RACK).racks[0].closed_us is None
    assert slots() == ["picked", "open", "picked", "picked"]


def test_slots_of_a_rack_say_what_each_waits_for(db: Database) -> None:
    journal = Journal().write(run_opened(), rack_formed(size=6), taken(1), taken(2))
    journal.write(taken(4, reaction=Reaction.AHEAD), scanned(marriage(1)))
    journal.write(taken(2, reaction=Reaction.WITHDRAWN, status="cancelled", order=(1, 9, 2)))
    take(db, journal.batch())

    def slots() -> list[str]:
        return [slot.state.value for slot in search.find_rack(db, RACK).racks[0].slots]

    assert slots() == ["picked", "held", "missing", "held", "missing", "missing"]
    for number in (2, 3):
        journal.write(NumberSkipped(feed="L1", epoch=1, number=number, person="b", reason="r"))
    take(db, journal.batch(7))
    assert slots() == ["picked", "skipped", "skipped", "open", "missing", "missing"]


def test_a_skip_is_over_when_a_vehicle_takes_the_number_and_leaves_it_again(db: Database) -> None:
    journal = Journal().write(run_opened(), rack_formed(), taken(1), taken(3))
    journal.write(NumberSkipped(feed="L1", epoch=1, number=2, person="b", reason="r"))
    journal.write(taken(2, reaction=Reaction.LATE, order=(1, 5, 0)))
    journal.write(taken(4, "C0002", Reaction.RE_SEQUENCED, order=(1, 6, 0)))
    take(db, journal.batch(0, 4))
    take(db, journal.batch(5))
    slots = search.find_rack(db, RACK).racks[0].slots
    assert [slot.state.value for slot in slots] == ["open", "missing", "held", "held"]
    assert 2 in {hole.number for hole in cells.list_holes(db) if hole.kind == "number"}


def test_a_hold_after_some_vehicles_counts_vehicles_and_not_numbers(db: Database) -> None:
    formed = msgspec.structs.replace(
        rack_formed(size=6), gap_policy=GapPolicy.HOLD_AFTER, hold_after_vehicles=2
    )
    journal = Journal().write(run_opened(), formed, taken(1), taken(6, reaction=Reaction.AHEAD))
    take(db, journal.batch())

    def last_slot() -> str:
        return search.find_rack(db, RACK).racks[0].slots[-1].state.value

    assert last_slot() == "open"
    take(db, journal.write(taken(5, reaction=Reaction.LATE)).batch(4))
    assert last_slot() == "held"


def test_a_part_that_is_ordered_again_stands_on_the_desk_until_it_is_at_the_line(
    db: Database,
) -> None:
    order = SinglePickOrdered(
        rack="RE-1", feed="L1", call_number="C0001", point_of_fit="F1", need=NEED
    )
    journal = Journal().write(*plain_day([1]), order)
    take(db, journal.batch())

    rows = db.read(lambda c: c.execute(select(tables.exceptions)).mappings().all())
    (row,) = [each for each in rows if each["kind"] == "re_order"]
    assert row["text"].startswith("RE-1: call C0001 (no VIN) ordered again")
    journal.write(SinglePickBegun(rack="RE-1", workplace="left", person="ann"))
    piece = msgspec.structs.replace(marriage(1), rack="RE-1", slot=0, serial="N77")
    journal.write(scanned(piece), SinglePickEnded(rack="RE-1", delivered=True, person="ben"))
    take(db, journal.batch())
    rows = db.read(lambda c: c.execute(select(tables.exceptions)).mappings().all())
    (row,) = [each for each in rows if each["kind"] == "re_order"]
    assert (row["owner"], row["note"]) == ("ben", "brought to the line")
    assert row["closed_us"] is not None
    query = select(tables.marriages.c.rack).where(tables.marriages.c.serial == "N77")
    assert db.read(lambda c: c.execute(query).scalars().all()) == ["RE-1"]
