"""A position on a screen is the last of the unbroken row, whatever went out of order."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from central.db.database import Database
from central.tracking.intake import take_batch
from central.tracking.service import cells
from central.tracking.service.unbroken import progress
from tests.support.central.journal import Journal, marriage, run_opened, scanned, taken
from tests.support.central.same import INCARNATION
from wire.events import (
    AnyFact,
    NumberSkipped,
    RackClosed,
    RackFormed,
    RackShipped,
    ReworkReleased,
)


def rack(first: int, epoch: int = 1, family: str = "R", size: int = 4) -> RackFormed:
    return RackFormed(
        rack=name(first, epoch, family),
        rack_family=family,
        point_of_fit="FIT",
        feed="L1",
        epoch=epoch,
        first_number=first,
        size=size,
    )


def name(first: int, epoch: int = 1, family: str = "R") -> str:
    return f"{family}-{epoch}-{first:04d}"


def closed(first: int, epoch: int = 1, family: str = "R", size: int = 4) -> RackClosed:
    return RackClosed(
        rack=name(first, epoch, family),
        rack_family=family,
        feed="L1",
        epoch=epoch,
        first_number=first,
        last_number=first + size - 1,
    )


def shipped(first: int, epoch: int = 1, family: str = "R", size: int = 4) -> RackShipped:
    last = first + size - 1
    return RackShipped(rack=name(first, epoch, family), person="bob", last_number=last)


def heard(numbers: Iterable[int], epoch: int = 1) -> list[AnyFact]:
    """Vehicles that need nothing of ours."""
    return [
        replace(
            taken(n, call=f"C{epoch}{n:04d}", needs=(), position=100_000 * epoch + n), epoch=epoch
        )
        for n in numbers
    ]


def positions(db: Database, *facts: AnyFact) -> dict[tuple[str, str], tuple[int, int | None]]:
    """Stage and rack family to epoch and number."""
    if facts:
        batch = Journal().write(run_opened(), *facts).batch()
        answer = take_batch(db, batch, incarnation=INCARNATION, now_us=5)[0]
        assert answer.refused == ()
    return {
        (row["what"], row["rack_family"]): (row["epoch"], row["number"])
        for row in db.read(lambda connection: progress(connection, "L1"))
    }


RACKS = (1, 5, 9, 13)


def row(*ship: int, close: Iterable[int] = RACKS) -> list[AnyFact]:
    """Sixteen vehicles in four racks; those of ``close`` are closed, those of ``ship`` leave."""
    return [
        *map(rack, RACKS),
        *heard(range(1, 17)),
        *map(closed, close),
        *map(shipped, ship),
    ]


def test_racks_in_order_move_the_position(db: Database) -> None:
    assert positions(db, *row(1, 5))[("shipped", "R")] == (1, 8)


def test_a_rack_that_left_before_others_moves_no_position(db: Database) -> None:
    found = positions(db, *row(13))
    assert found[("shipped", "R")] == (0, None)
    assert found[("racked", "R")] == (1, 16)


def test_the_position_jumps_when_the_row_is_whole(db: Database) -> None:
    assert positions(db, *row(1, 9, 13))[("shipped", "R")] == (1, 4)


def test_of_a_whole_row_the_last_counts_in_whatever_order_it_left(db: Database) -> None:
    assert positions(db, *row(13, 9, 5, 1))[("shipped", "R")] == (1, 16)


def test_racked_ends_before_a_rack_that_is_open(db: Database) -> None:
    found = positions(db, *row(close=(1, 9, 13)))
    assert (found[("racked", "R")], found[("picked", "R")]) == ((1, 4), (1, 4))


def test_a_rack_opened_again_for_rework_takes_the_position_back(db: Database) -> None:
    again = ReworkReleased(rack=name(5), slot=0, person="ben", reason="late change")
    assert positions(db, *row(), again)[("racked", "R")] == (1, 4)


def test_picked_ends_before_the_first_slot_that_is_not(db: Database) -> None:
    vehicles = [taken(n) for n in range(1, 5)]
    facts = [rack(1), *vehicles, *(scanned(marriage(n)) for n in (1, 2, 4))]
    assert positions(db, *facts)[("picked", "R")] == (1, 2)


def test_numbers_of_a_run_that_is_over_come_first(db: Database) -> None:
    """SEATL-1-0997 stands in the cell while racks of the next run leave."""
    restart = replace(run_opened(epoch=2), last_number=9999)
    facts = [
        rack(9993),
        rack(9997, size=3),
        *heard(range(9993, 10_000)),
        restart,
        rack(1, 2),
        *heard(range(1, 5), 2),
        *(closed(9993), closed(9997, size=3), closed(1, 2)),
        *(shipped(9993), shipped(1, 2)),
    ]
    before = [replace(run_opened(first=9993), epoch=1)]
    batch = Journal().write(*before, *facts).batch()
    assert take_batch(db, batch, incarnation=INCARNATION, now_us=5)[0].refused == ()
    assert positions(db)[("shipped", "R")] == (1, 9996)


def test_when_the_old_run_is_out_the_new_one_counts(db: Database) -> None:
    facts = [
        rack(9997, size=3),
        *heard(range(9997, 10_000)),
        run_opened(epoch=2),
        *(rack(1, 2), rack(5, 2)),
        *heard(range(1, 9), 2),
        *(closed(9997, size=3), closed(1, 2), closed(5, 2)),
        *(shipped(9997, size=3), shipped(5, 2)),
    ]
    batch = Journal().write(run_opened(first=9997), *facts).batch()
    take_batch(db, batch, incarnation=INCARNATION, now_us=5)
    found = positions(db)
    assert found[("shipped", "R")] == (1, 9999)
    assert found[("racked", "R")] == (2, 8)


def test_numbers_that_never_came_and_have_no_rack_break_the_row(db: Database) -> None:
    facts = [
        *(rack(1), rack(9)),
        *heard(range(1, 5)),
        *heard(range(9, 13)),
        *(closed(1), closed(9), shipped(1), shipped(9)),
    ]
    found = positions(db, *facts)
    assert (found[("shipped", "R")], found[("racked", "R")]) == ((1, 4), (1, 4))


def test_numbers_that_a_person_skipped_break_nothing(db: Database) -> None:
    skips = [
        NumberSkipped(feed="L1", epoch=1, number=n, person="ben", reason="never built")
        for n in range(5, 9)
    ]
    facts = [
        *(rack(1), rack(9)),
        *heard(range(1, 5)),
        *heard(range(9, 13)),
        *skips,
        *(closed(1), closed(9), shipped(1), shipped(9)),
    ]
    assert positions(db, *facts)[("shipped", "R")] == (1, 12)


def test_each_rack_family_stands_for_itself_and_the_line_for_the_last(db: Database) -> None:
    facts = [
        *row(1, 5, 9, 13),
        *(rack(n, family="S") for n in RACKS),
        *(closed(n, family="S") for n in RACKS),
        *(shipped(n, family="S") for n in (1, 9)),
    ]
    found = positions(db, *facts)
    assert (found[("shipped", "R")], found[("shipped", "S")]) == ((1, 16), (1, 4))
    db.write(lambda c: c.exec_driver_sql("INSERT INTO broadcast_feeds (feed) VALUES ('L1')"))
    cell = cells.sequence_status(db)[0].cells[0]
    assert cell.shipped is not None and cell.shipped.number == 4


def test_a_family_of_which_nothing_left_is_the_one_furthest_behind(db: Database) -> None:
    facts = [*row(1, 5), *(rack(n, family="S") for n in RACKS)]
    positions(db, *facts)
    db.write(lambda c: c.exec_driver_sql("INSERT INTO broadcast_feeds (feed) VALUES ('L1')"))
    assert cells.sequence_status(db)[0].cells[0].shipped is None


def test_a_figure_that_an_older_version_left_too_high_is_not_shown(db: Database) -> None:
    """Only the furthest is stored, so what is shown of a database from before is right at once."""
    positions(db, *row(1))
    db.write(
        lambda c: c.exec_driver_sql(
            "UPDATE tracking_progress SET number = 16 WHERE what = 'shipped'"
        )
    )
    assert positions(db)[("shipped", "R")] == (1, 4)
