"""A block of the whole plant: put by a person, told to every cell, lifted by two; a cell's own
block reaches the others; and where the pieces are.
"""

from __future__ import annotations

import pytest
from msgspec import structs

from central.db.database import Actor, Database
from central.db.work import Work, transact
from central.quality.rules import State, Todo, Wanted
from central.quality.service import blocks, ripple
from central.quality.service.withheld import withheld_for
from central.supervision.service import collect
from central.tracking.intake import take_batch
from central.tracking.service.own_alarms import list_alarms
from central.words.reasons import RuleRefusedError
from tests.support.central.journal import (
    RACK,
    Journal,
    label,
    marriage,
    plain_day,
    rack_formed,
    run_opened,
    scanned,
    taken,
)
from wire.events import (
    BlockLifted,
    DivorceReason,
    LoadDelivered,
    LoadDeparted,
    LoadOpened,
    PartDivorced,
    PartsReceived,
    PiecesBlocked,
    RackClosed,
    RackLoaded,
    RackShipped,
    ScrapReleased,
)
from wire.withheld import Whereabouts, Withheld

QUINN = Actor(who="quinn")
CLOSED = RackClosed(rack=RACK, rack_family="R", feed="L1", epoch=1, first_number=1, last_number=4)
LOT = Wanted(part="P1", lot="LOT7", reason="torn seam")


def send(db: Database, journal: Journal, first: int = 0) -> None:
    answer = take_batch(db, journal.batch(first), incarnation="i" * 32, now_us=5)[0]
    assert not answer.refused


def put(db: Database, wanted: Wanted = LOT, at_us: int = 1_700_000_000_000_000) -> str:
    """Of goods that may be still to come: no masters name them."""

    def do(work: Work) -> str:
        return blocks.put(work, wanted, unknown_part=True).block

    return transact(db, do, by=QUINN, at_us=at_us)


def told(db: Database, node: str, epoch: int = 0, after: int = 0) -> Withheld:
    return db.read(lambda c: withheld_for(c, node, epoch, after))


def own_block(name: str = "L9") -> PiecesBlocked:
    return PiecesBlocked(block=name, part="P1", lot="LOT7", person="ben", reason="torn")


def test_a_block_put_at_central_is_told_to_every_cell_until_each_has_it(db: Database) -> None:
    name = put(db)
    (block,) = told(db, "cell-a").blocks
    assert (block.block, block.part, block.lot) == (name, "P1", "LOT7")
    assert (block.person, block.reason, block.origin) == ("quinn", "torn seam", "")
    taken_in = PiecesBlocked(
        block=name, part="P1", lot="LOT7", person="quinn", reason="torn seam", told=True
    )
    send(db, Journal("cell-a").write(taken_in))
    send(db, Journal("cell-b").write(own_block("L0")))
    found = {it.block: it for it in blocks.list_blocks(db)}
    assert found[name].waits_for == ("cell-b",)
    assert found["L0@cell-b"].waits_for == ("cell-a",)


def test_two_people_lift_it_and_cells_that_hold_it_are_told_so(db: Database) -> None:
    name = put(db)
    held = PiecesBlocked(block=name, part="P1", lot="LOT7", person="quinn", reason="t", told=True)
    journal = Journal("cell-a").write(held)
    send(db, journal)
    for who, code in (("quinn", "quality.two"), ("uma+quinn", "quality.same")):
        with pytest.raises(RuleRefusedError) as refused:
            transact(db, lambda w: blocks.lift(w, name, "sorted", two=True), by=Actor(who=who))
        assert refused.value.reasons[0].code == code
    transact(db, lambda w: blocks.lift(w, name, "sorted", two=True), by=Actor(who="quinn+uma"))
    for_a, for_b = told(db, "cell-a"), told(db, "cell-b")
    assert for_a.blocks == for_b.blocks == for_b.lifted == ()
    (lift,) = for_a.lifted
    assert (lift.block, lift.person, lift.second_person) == (name, "quinn", "uma")
    assert blocks.list_blocks(db, open_only=False)[0].waits_for == ("cell-a",)
    ended = BlockLifted(
        block=name, part="P1", person="quinn", second_person="uma", reason="sorted", told=True
    )
    send(db, journal.write(ended), journal.last)
    assert told(db, "cell-a").lifted == ()
    assert blocks.list_blocks(db) == ()


def test_a_cells_own_block_reaches_the_others_and_itself_only_in_a_new_journal(
    db: Database,
) -> None:
    send(db, Journal("cell-a").write(own_block()))
    assert told(db, "cell-a").blocks == ()
    (block,) = told(db, "cell-b").blocks
    assert (block.block, block.origin, block.person) == ("L9@cell-a", "cell-a", "ben")
    assert [it.block for it in told(db, "cell-a", epoch=1).blocks] == ["L9@cell-a"]


def test_a_cells_block_that_is_lifted_anywhere_ends_everywhere(db: Database) -> None:
    """At the cell that put it, or at central, which the cell then is told."""
    journal = Journal("cell-a").write(own_block("L0"), own_block("L1"))
    copies = [
        PiecesBlocked(block=f"{it}@cell-a", part="P1", person="ben", reason="t", told=True)
        for it in ("L0", "L1")
    ]
    send(db, journal)
    send(db, Journal("cell-b").write(*copies))
    lifted = BlockLifted(block="L0", part="P1", person="ann", second_person="cy", reason="ok")
    send(db, journal.write(lifted), journal.last)
    by = Actor(who="quinn+uma")
    transact(db, lambda w: blocks.lift(w, "L1@cell-a", "sorted", two=True), by=by)
    assert {it.block for it in told(db, "cell-b").lifted} == {"L0@cell-a", "L1@cell-a"}
    assert [it.block for it in told(db, "cell-a").lifted] == ["L1"]


def test_what_is_no_block_is_refused_with_its_reason(db: Database) -> None:
    put(db)
    for wanted, code in (
        (LOT, "quality.there"),
        (Wanted(part="P1", lot=" lot7", reason="x"), "quality.there"),
        (Wanted(part=" ", reason="x"), "quality.no_part"),
        (Wanted(part="P1"), "quality.no_reason"),
        (Wanted(part="P1", lot="L", serials=("1",), reason="x"), "quality.both"),
    ):
        with pytest.raises(RuleRefusedError) as refused:
            put(db, wanted)
        assert refused.value.reasons[0].code == code


def piece(number: int, lot: str) -> object:
    married = marriage(number)
    return scanned(type(married)(**{**_fields(married), "lot": lot}))


def _fields(struct: object) -> dict[str, object]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}  # type: ignore[attr-defined]


def day_with_lots() -> list[object]:
    facts = plain_day([])
    for number, lot in ((1, "LOT7"), (2, ""), (3, "LOT8"), (4, "LOT7")):
        facts += [taken(number), piece(number, lot)]
    return facts


def test_the_ripple_names_each_piece_with_its_state_and_what_is_to_be_done(db: Database) -> None:
    name = put(db)
    came = PartsReceived(part="P1", lot="LOT7", quantity=40, place="dock 2", person="gil")
    printed = label("P1")
    journal = Journal("cell-a").write(came, *day_with_lots(), printed)
    send(db, journal)
    found = db.read(lambda c: ripple.ripple_of_block(c, name))
    assert [(it.way.piece.slot, it.state, it.sure) for it in found.pieces] == [
        (3, State.PICKED, True),
        (1, State.PICKED, False),
        (0, State.PICKED, True),
    ]
    assert [(it.todo, it.subject, it.pieces) for it in found.tasks] == [(Todo.TAKE_OUT, RACK, 3)]
    assert [(it.lot, it.quantity, it.place) for it in found.received] == [("LOT7", 40, "dock 2")]
    opened = LoadOpened(load="T1", truck="M-AB 123", dock="3", person="sam")
    on_it = RackLoaded(load="T1", rack=RACK, person="sam")
    send(db, journal.write(CLOSED, opened, on_it), journal.last - 2)
    found = db.read(lambda c: ripple.ripple_of_block(c, name))
    assert {it.state for it in found.pieces} == {State.LOADED}
    assert [(it.todo, it.subject) for it in found.tasks] == [(Todo.STOP_TRUCK, "T1")]
    gone = LoadDeparted(load="T1", seal="S-9", racks=(RACK,), person="sam")
    arrived = LoadDelivered(load="T1", place="gate 4", person="dan")
    journal.write(RackShipped(rack=RACK, person="sam", last_number=4), gone, arrived)
    send(db, journal, journal.last - 2)
    found = db.read(lambda c: ripple.ripple_of_block(c, name))
    assert {it.state for it in found.pieces} == {State.DELIVERED}
    assert [it.todo for it in found.tasks] == [Todo.TELL_CUSTOMER] * 3
    send(db, journal.write(taken(1, status="fitted")), journal.last)
    found = db.read(lambda c: ripple.ripple_of_block(c, name))
    assert found.counts == {State.DELIVERED: 2, State.FITTED: 1}


def test_a_thing_to_do_has_an_owner_and_is_done_by_somebody(db: Database) -> None:
    name = put(db)
    send(db, Journal("cell-a").write(*day_with_lots()))
    task = f"take_out:cell-a:{RACK}"

    def say(owner: str, done: bool) -> None:
        transact(
            db,
            lambda w: ripple.say(w, name, task, owner=owner, note="", done=done),
            by=QUINN,
            at_us=9,
        )

    say("lea", False)
    (it,) = db.read(lambda c: ripple.ripple_of_block(c, name)).tasks
    assert (it.owner, it.done_us) == ("lea", None)
    say("", True)
    (it,) = db.read(lambda c: ripple.ripple_of_block(c, name)).tasks
    assert (it.owner, it.done_us, it.done_by) == ("lea", 9, "quinn")
    with pytest.raises(RuleRefusedError):
        transact(
            db,
            lambda w: ripple.say(w, name, "take_out:cell-a:R-9", owner="x", note="", done=True),
            by=QUINN,
        )


# -- pieces that another cell has


@pytest.fixture
def of_cell_b(monkeypatch: pytest.MonkeyPatch) -> None:
    """The masters of cell-b pick P1."""
    room = "central.quality.service.withheld._parts_of"
    monkeypatch.setattr(room, lambda connection, node: frozenset({"P1"}))


def pieces(db: Database, node: str = "cell-b", after: int = 0) -> dict[str, Whereabouts]:
    return {it.serial: it.state for it in told(db, node, after=after).pieces}


@pytest.mark.usefixtures("of_cell_b")
def test_a_serial_that_a_cell_picked_shipped_or_scrapped_is_told_to_the_others(
    db: Database,
) -> None:
    journal = Journal("cell-a").write(*plain_day())
    send(db, journal)
    assert pieces(db) == {f"S{it}": Whereabouts.PICKED for it in range(1, 5)}
    assert pieces(db, "cell-a") == {}
    upto = told(db, "cell-b").upto
    waste = PartDivorced(
        marriage=marriage(1), reason=DivorceReason.SCRAP, person="ann", note="torn cover"
    )
    send(db, journal.write(waste), journal.last)
    (scrap,) = told(db, "cell-b", after=upto).pieces
    assert (scrap.serial, scrap.state, scrap.node) == ("S1", Whereabouts.SCRAPPED, "cell-a")
    assert (scrap.person, scrap.note) == ("ann", "torn cover")
    send(db, journal.write(CLOSED, RackShipped(rack=RACK, person="sam")), journal.last - 1)
    shipped = pieces(db, after=upto)
    assert shipped == {"S1": Whereabouts.SCRAPPED} | dict.fromkeys(
        ("S2", "S3", "S4"), Whereabouts.SHIPPED
    )
    upto = told(db, "cell-b").upto
    send(
        db,
        journal.write(ScrapReleased(part="P1", serial="S1", person="ann", reason="mended")),
        journal.last,
    )
    assert pieces(db, after=upto) == {"S1": Whereabouts.FREE}


@pytest.mark.usefixtures("of_cell_b")
def test_what_a_person_released_at_another_cell_is_free(db: Database) -> None:
    send(db, Journal("cell-a").write(*plain_day(), CLOSED, RackShipped(rack=RACK, person="sam")))
    back = ScrapReleased(part="P1", serial="S2", person="lea", reason="came back")
    send(db, Journal("cell-b").write(back))
    assert pieces(db, "cell-c")["S2"] is Whereabouts.FREE
    assert pieces(db, "cell-c")["S3"] is Whereabouts.SHIPPED


# -- what the desk says


def test_the_desk_names_cells_that_do_not_have_a_block_after_a_minute(db: Database) -> None:
    put(db, at_us=1_000_000)
    send(db, Journal("cell-a").write(*plain_day([])))

    def waits(now_us: int) -> list[tuple[str, str]]:
        found = db.read(lambda c: collect(c, now_us))
        return [(it.node, it.action) for it in found if it.kind == "block_waits"]

    assert waits(50_000_000) == []
    assert waits(62_000_000) == [("cell-a", "see_block")]


def test_a_serial_released_at_another_cell_is_not_on_two_vehicles(db: Database) -> None:
    """It left with one cell's rack, came back, and was released and picked at another."""
    send(db, Journal("cell-a").write(*plain_day(), CLOSED, RackShipped(rack=RACK, person="sam")))
    again = structs.replace(marriage(9, serial="S2", slot=0), rack="R-1-0009")
    formed = structs.replace(rack_formed(9), rack="R-1-0009")
    back = ScrapReleased(part="P1", serial="S2", person="lea", reason="came back")
    other = Journal("cell-b").write(run_opened(9), formed, back, taken(9), scanned(again))
    send(db, other)
    assert [it.kind for it in list_alarms(db)] == []
    twice = structs.replace(marriage(9, serial="S3", slot=0), rack="R-1-0009")
    send(db, other.write(scanned(twice)), other.last)
    assert [it.kind for it in list_alarms(db)] == ["serial_twice"]
