"""What cells say of blocked pieces, and of pieces that came back."""

from __future__ import annotations

from central.db.database import Database
from central.tracking.intake import take_batch
from central.tracking.service import cells, own_alarms, search
from central.tracking.service.blocks import list_blocks
from tests.support.central.journal import RACK, Journal, marriage, plain_day, scanned, taken
from wire.alarms import ExceptionRaised, PersonNeeded
from wire.events import BlockLifted, PiecesBlocked, RackShipped, ScrapReleased
from wire.sync import Acknowledgement

LIFTED = BlockLifted(block="L9", part="P1", person="ann", second_person="cy", reason="sorted")


def blocked(lot: str = "", *serials: str) -> PiecesBlocked:
    return PiecesBlocked(
        block="L9", part="P1", lot=lot, serials=serials, person="ben", reason="torn"
    )


def send(db: Database, journal: Journal, first: int = 0) -> Acknowledgement:
    return take_batch(db, journal.batch(first), incarnation="i" * 32, now_us=5)[0]


def slots(db: Database) -> list[str]:
    (rack,) = search.find_rack(db, RACK).racks
    return [slot.state.value for slot in rack.slots]


def test_a_slot_with_a_blocked_piece_is_held_until_two_people_lift_it(db: Database) -> None:
    journal = Journal().write(*plain_day(), blocked("", "S2", "S3"))
    send(db, journal)
    assert slots(db) == ["picked", "held", "held", "picked"]
    (block,) = list_blocks(db)
    assert (block.node, block.serials, block.person) == ("cell-a", ("S2", "S3"), "ben")
    assert (block.reason, block.at_us, block.lifted_us) == ("torn", 1_000_010, None)
    send(db, journal.write(LIFTED), journal.last)
    assert slots(db) == ["picked"] * 4
    assert list_blocks(db) == ()
    (block,) = list_blocks(db, node="cell-a", open_only=False)
    assert (block.lifted_us, block.lifted_by, block.second_person, block.lift_reason) == (
        1_000_011,
        "ann",
        "cy",
        "sorted",
    )


def test_slots_that_want_one_are_held_for_a_blocked_part_and_open_for_a_blocked_lot(
    db: Database,
) -> None:
    wanting = [*plain_day([1, 2]), taken(3), taken(4)]
    journal = Journal().write(*wanting, blocked("LOT7"))
    send(db, journal)
    assert slots(db) == ["held", "held", "open", "open"], "their codes did not say the lot"
    send(db, journal.write(LIFTED, blocked()), journal.last - 1)
    assert slots(db) == ["held"] * 4


def test_what_left_is_settled_when_the_block_is_lifted(db: Database) -> None:
    gone = ExceptionRaised(
        exception=f"blocked_shipped:L9:{RACK}", kind=PersonNeeded.BLOCKED_SHIPPED, text="stop"
    )
    journal = Journal().write(*plain_day(), RackShipped(rack=RACK, person="ann"), blocked(), gone)
    send(db, journal)
    assert [it.kind for it in cells.list_exceptions(db)] == ["blocked_shipped"]
    send(db, journal.write(LIFTED), journal.last)
    assert cells.list_exceptions(db) == []


def test_a_block_that_is_not_in_force_cannot_be_lifted(db: Database) -> None:
    answer = send(db, Journal().write(*plain_day(), LIFTED))
    assert [refusal.code for refusal in answer.refused] == ["block.unknown"]


def test_a_shipped_serial_that_a_person_let_back_is_not_on_two_vehicles(db: Database) -> None:
    journal = Journal().write(*plain_day(), RackShipped(rack=RACK, person="ann"))
    send(db, journal)
    back = ScrapReleased(part="P1", serial="S1", person="ann", reason="came back whole")
    again = [taken(5), scanned(marriage(5, "S1", slot=0))]
    send(db, journal.write(back, *again), journal.last - 2)
    assert own_alarms.list_alarms(db) == []
    first, second = search.find_serial(db, "S1").marriages
    assert (first.back_us, second.back_us) == (1_000_011, None)
    send(db, journal.write(taken(6), scanned(marriage(6, "S1", slot=1))), journal.last - 1)
    assert [alarm.kind for alarm in own_alarms.list_alarms(db)] == ["serial_twice"]
