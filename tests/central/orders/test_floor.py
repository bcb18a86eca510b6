"""What cells ship moves the cums once, and the report says where floor and orders part."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from datetime import date, timedelta
from decimal import Decimal

from msgspec import structs
from sqlalchemy import make_url

from central.agreements.model.agreement import Part
from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.service import corrections
from central.cums.service.ledger_store import balances_of
from central.db.database import Database
from central.db.work import Work
from central.orders import floor, floor_report, tables
from central.orders.floor_report import Mark
from central.orders.rules.floor_feeds import FloorFeed
from central.orders.service import floor_feeds
from central.orders.service.despatch import despatch, undo_despatch
from central.orders.shipments import ShipmentFollower
from central.tracking.intake import take_batch
from tests.support.central import orders as office
from tests.support.central.journal import (
    RACK,
    Journal,
    divorced,
    marriage,
    rack_formed,
    run_opened,
    scanned,
    taken,
)
from tests.support.central.orders import ANN, DAY, NOON_US, d
from wire.events import Need, RackShipped

LONG_AGO = date(2020, 1, 2)
P1 = Part(part="3C8 881", our_part="P1")


def need(part: str) -> Need:
    return Need(
        family="seat",
        part=part,
        quantity=1,
        face="F1",
        rack_family="R",
        rule="A",
        serial_tracked=True,
    )


def ship(
    db: Database,
    *parts: str,
    rack: str = RACK,
    node: str = "cell-a",
    shipped: bool = True,
    back: int | None = None,
    late: int | None = None,
) -> None:
    """A cell is called for parts, picks them into a rack and ships it. ``back`` and ``late``: the
    piece that is taken out before, or after, the rack leaves.
    """
    journal = Journal(node)
    journal.write(run_opened(), at_us=NOON_US)
    for number, part in enumerate(parts, 1):
        journal.write(taken(number, needs=[need(part)]), at_us=NOON_US)
    journal.write(rack_formed(size=max(1, len(parts)), rack=rack), at_us=NOON_US)
    pieces = [
        structs.replace(marriage(number, serial=f"{node}{number}"), part=part, rack=rack)
        for number, part in enumerate(parts, 1)
    ]
    for piece in pieces:
        journal.write(scanned(piece), at_us=NOON_US)
    if back is not None:
        journal.write(divorced(pieces[back]), at_us=NOON_US)
    if shipped:
        journal.write(RackShipped(rack=rack, person="bob"), at_us=NOON_US)
    if late is not None:
        journal.write(divorced(pieces[late]), at_us=NOON_US)
    answer, _ = take_batch(db, journal.batch(), incarnation="i" * 32, now_us=NOON_US)
    assert not answer.refused


def follow(db: Database) -> int:
    return floor.follow(db, NOON_US)


def cum(db: Database, part: str = P1.part, name: str = "A") -> Decimal:
    return db.read(lambda c: balances_of(c, CumKey(name, part), Returns.KEEP_CUM))[-1].despatched


def shipments(db: Database) -> list[tuple[str, str, Decimal]]:
    return [(row.rack, row.state, row.quantity) for row in office.rows(db, tables.floor_shipments)]


def test_a_shipped_rack_moves_the_cum_of_its_parts_once(db: Database) -> None:
    office.agreement(db, "A", P1, "P2")
    ship(db, "P1", "P2", "P1")
    assert db.read(floor.waits)
    assert follow(db) == 1
    assert (cum(db), cum(db, "P2")) == (2, 1)
    assert follow(db) == 0 and not db.read(floor.waits)
    assert (cum(db), cum(db, "P2")) == (2, 1)
    assert shipments(db) == [(RACK, "posted", 2), (RACK, "posted", 1)]


def test_what_is_shipped_takes_the_earliest_lines_and_makes_none(db: Database) -> None:
    office.agreement(db, "A", P1)
    late = office.line(db, 1, on=DAY + timedelta(days=1), part=P1.part)
    soon = office.line(db, 2, on=DAY, part=P1.part)
    ship(db, "P1", "P1", "P1", "P1", "P1")
    follow(db)
    gone = {row.line: (row.state, row.despatched) for row in office.lines(db)}
    assert gone == {soon: ("despatched", 2), late: ("despatched", 1)}
    (row,) = office.rows(db, tables.floor_shipments)
    assert row.beyond == 2 and cum(db) == 5
    assert [it.line for it in office.rows(db, tables.note_lines)] == [0, late, soon]


def test_unknown_and_ambiguous_parts_wait_with_their_reason_until_they_can_be_posted(
    db: Database,
) -> None:
    office.agreement(db, "A", "P1")
    office.agreement(db, "B", Part(part="77", our_part="P1"))
    office.agreement(db, "C", Part(part="88", our_part="P1"))
    ship(db, "P1", "XX")
    follow(db)
    waiting = db.read(floor_report.unposted)
    assert {(it.our_part, it.state) for it in waiting} == {("P1", "ambiguous"), ("XX", "unknown")}
    assert any("A P1, B 77, C 88" in it.reasons[0].text for it in waiting)
    office.agreement(db, "D", Part(part="99", our_part="XX"), customer="D")
    assert floor.try_again(db, NOON_US, by=ANN) == 1
    assert cum(db, "99", "D") == 1
    assert [it.our_part for it in db.read(floor_report.unposted)] == ["P1"]


def say(db: Database, **of_feed: str) -> None:
    wanted = FloorFeed(floor_feed="L1", **of_feed)
    db.write(lambda c: floor_feeds.save(Work(c, ANN, 1), wanted))


def test_a_feed_says_for_which_customer_and_point_its_racks_are(db: Database) -> None:
    office.agreement(db, "A", Part(part="77", our_part="P1"))
    office.agreement(db, "D", Part(part="88", our_part="P1"), customer="D")
    near = office.line(db, 2, on=DAY, name="D", part="88", point="T12")
    other = office.line(db, 2, on=DAY, name="D", part="88", point="T31")
    ship(db, "P1")
    follow(db)
    (waiting,) = db.read(floor_report.unposted)
    assert waiting.state == "ambiguous"
    say(db, customer="D")
    assert floor.try_again(db, NOON_US, by=ANN) == 0  # two points of theirs
    (waiting,) = db.read(floor_report.unposted)
    assert (waiting.state, waiting.reasons[0].code) == ("ambiguous", "floor.several_points")
    say(db, customer="D", unloading_point="t31")
    assert floor.try_again(db, NOON_US, by=ANN) == 1
    gone = {row.line: row.despatched for row in office.lines(db)}
    assert gone == {near: 0, other: 1} and cum(db, "88", "D") == 1
    (note,) = office.rows(db, tables.notes)
    assert (note.customer, note.unloading_point) == ("D", "T31")


def test_a_rack_for_somebody_else_than_its_feed_says_is_not_posted(db: Database) -> None:
    office.agreement(db, "A", P1)
    office.agreement(db, "D", "X", customer="D")
    say(db, customer="D")
    ship(db, "P1")
    follow(db)
    (waiting,) = db.read(floor_report.unposted)
    assert (waiting.state, waiting.reasons[0].code) == ("unknown", "floor.not_for_feed")


def test_the_customers_number_is_taken_where_no_agreement_names_ours(db: Database) -> None:
    office.agreement(db, "A", P1)
    ship(db, P1.part)
    follow(db)
    assert cum(db) == 1


def test_a_piece_taken_out_before_the_rack_left_is_not_shipped(db: Database) -> None:
    office.agreement(db, "A", P1)
    ship(db, "P1", "P1", "P1", back=0, late=1)
    follow(db)
    assert cum(db) == 2


def test_a_rack_taken_back_is_undone_and_not_posted_again(db: Database) -> None:
    office.agreement(db, "A", P1)
    line = office.line(db, 2, part=P1.part)
    ship(db, "P1", "P1")
    follow(db)
    undo_despatch(db, note=RACK, on=DAY, why="came back", by=ANN, now_us=NOON_US)
    assert cum(db) == 0 and shipments(db) == [(RACK, "undone", 2)]
    assert [(row.line, row.state) for row in office.lines(db)] == [(line, "open")]
    assert follow(db) == 0 and floor.try_again(db, NOON_US, by=ANN) == 0


def test_a_number_that_the_office_used_is_refused_and_told(db: Database) -> None:
    office.agreement(db, "A", P1)
    line = office.line(db, 5, part=P1.part)
    despatch(db, note=RACK, on=DAY, lines=[(line, d(1))], by=ANN, now_us=NOON_US)
    ship(db, "P1")
    follow(db)
    assert shipments(db) == [(RACK, "refused", 1)] and cum(db) == 1


def test_the_same_rack_of_two_cells_is_posted_for_one_and_told_for_the_other(db: Database) -> None:
    office.agreement(db, "A", P1)
    ship(db, "P1")
    ship(db, "P1", node="cell-b")
    follow(db)
    assert [state for _, state, _ in shipments(db)] == ["posted", "refused"]
    assert cum(db) == 1


def test_two_processes_follow_and_each_rack_is_posted_once(db: Database, database_url: str) -> None:
    office.agreement(db, "A", P1)
    for n in range(6):
        ship(db, "P1", rack=f"R-{n}", node=f"cell-{n}")
    others = [Database(make_url(database_url)) for _ in range(3)] if not db.is_sqlite else [db] * 3
    threads = [threading.Thread(target=follow, args=(own,)) for own in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    if not db.is_sqlite:
        for own in others:
            own.close()
    assert cum(db) == 6 and len(shipments(db)) == 6


def test_the_report_puts_floor_beside_orders_and_marks_what_differs(db: Database) -> None:
    office.agreement(db, "A", P1)
    office.line(db, 1, on=DAY, part=P1.part)
    office.line(db, 4, on=DAY - timedelta(days=1), part=P1.part)
    ship(db, "P1", "P1")
    ship(db, "P1", "XX", node="cell-b", rack="R-2", shipped=False)
    follow(db)
    rows = db.read(lambda c: floor_report.days(c, NOON_US))
    unmapped, yesterday, today = rows
    assert (unmapped.our_part, unmapped.called, unmapped.mark) == ("XX", 1, Mark.UNMAPPED)
    assert (yesterday.authorised, yesterday.called, yesterday.ahead) == (4, 0, -4)
    assert (today.called, today.picked, today.shipped, today.authorised) == (3, 1, 2, 1)
    assert (today.difference, today.ahead, today.mark) == (2, -2, Mark.NONE)


def test_called_ahead_of_orders_and_shipped_beyond_them_are_marked(db: Database) -> None:
    office.agreement(db, "A", P1)
    office.agreement(db, "B", "P2")
    ship(db, "P1")
    ship(db, "P2", node="cell-b", rack="R-2", shipped=False)
    follow(db)
    beyond, ahead = db.read(lambda c: floor_report.days(c, NOON_US))
    assert (beyond.mark, beyond.beyond) == (Mark.BEYOND, 1)
    assert (ahead.mark, ahead.ahead) == (Mark.AHEAD, 1)


def test_the_cum_is_explained_by_vehicles_notes_and_people_or_the_row_is_marked(
    db: Database,
) -> None:
    office.agreement(db, "A", P1)
    line = office.line(db, 5, part=P1.part)
    ship(db, "P1", "P1")
    follow(db)
    despatch(db, note="N1", on=DAY, lines=[(line, d(2))], by=ANN, now_us=NOON_US)
    (row,) = db.read(floor_report.cums)
    assert (row.cum, row.vin, row.office, row.difference, row.mark) == (4, 2, 2, 0, Mark.NONE)
    ship(db, "P1", node="cell-b")
    follow(db)
    (row,) = db.read(floor_report.cums)
    assert (row.vin, row.difference, row.mark) == (3, -1, Mark.APART)


def test_in_the_background_shipments_are_followed_and_resets_carried_out(db: Database) -> None:
    office.agreement(db, "A", P1)
    ship(db, "P1", "P1")
    corrections.plan_reset(
        db,
        CumKey("A", P1.part),
        synchronise_on=LONG_AGO,
        execute_on=LONG_AGO,
        by=ANN,
        now_us=NOON_US,
    )
    moved = []

    async def until_it_moved() -> None:
        done = asyncio.Event()
        follower = ShipmentFollower(db, on_progress=lambda: (moved.append(1), done.set()))
        task = asyncio.create_task(follower.run())
        await asyncio.wait_for(done.wait(), 5)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(until_it_moved())
    assert cum(db) == 2 and moved == [1]
    balances = db.read(lambda c: balances_of(c, CumKey("A", P1.part), Returns.KEEP_CUM))
    assert len(balances) == 2


def test_an_office_without_agreements_counts_nothing_and_waits_for_nothing(db: Database) -> None:
    ship(db, "P1")
    assert follow(db) == 1
    assert shipments(db) == [] and not db.read(floor.waits)
