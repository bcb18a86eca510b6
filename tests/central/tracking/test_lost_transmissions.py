"""What the line sent and never arrived stands at central as at the cell, until it comes."""

from __future__ import annotations

from central.db.database import Database
from central.supervision.service import collect
from central.tracking.service.plans import rack_risks
from edge.cell.inputs import HandleException, PlanFound
from tests.edge.cell.test_plans import a_plan
from tests.support.cell.world import BEN, World, masters, telegram
from tests.support.central.cell_and_central import Pair, assert_the_same, central_says
from wire.masters import Continuity
from wire.telegram import Flag
from wire.tours import LateBand


def lost(db: Database, world: World) -> list[str]:
    said = central_says(db, world.state)["exceptions"]
    return sorted(name for name in said if name.startswith("transmission:"))


def a_pair(db: Database, continuity: Continuity) -> tuple[World, Pair]:
    world = World()
    world.adopt(masters(continuity=continuity, window=2, max_jump=200))
    return world, Pair(db, world, 1)


def test_a_count_that_is_jumped_over_is_told_and_ends_when_it_comes_or_by_a_person(
    db: Database,
) -> None:
    world, pair = a_pair(db, Continuity.TRANSMISSION)
    for number, transmission in ((110, 40), (113, 41), (117, 44), (118, 45)):
        world.hear(telegram(number, transmission=transmission))
    pair.send()
    assert_the_same(db, world.state)
    assert lost(db, world) == ["transmission:L1:42", "transmission:L1:43"]
    world.hear(telegram(115, transmission=43))
    name = "transmission:L1:42"
    world.do(HandleException(exception=name, person=BEN, closed=True, note="none of ours"))
    pair.send()
    assert_the_same(db, world.state)
    assert lost(db, world) == []


def test_the_desk_says_that_racks_wait_for_it(db: Database) -> None:
    """As the cell forecasts them, and as the loss is told."""
    world, pair = a_pair(db, Continuity.TRANSMISSION)
    world.start()
    for number in (1, 2, 4, 5):
        world.hear(telegram(number, transmission=number))
    world.pick_all()
    world.do(PlanFound(plan=a_plan()))
    pair.send()
    assert world.rack("SEAT-1-0001").closed_us is None
    (it,) = [t for t in db.read(lambda c: collect(c, 6)) if t.kind == "transmission_break"]
    assert it.subject.endswith("racks from then on wait until it comes or a person closes this")
    (risk,) = db.read(lambda c: rack_risks(c, {("cell-a", "SEAT-1-0001")})).values()
    assert (risk.waits, risk.band) == (1, LateBand.BLOCKED)


def test_a_name_that_nobody_has_seen_within_the_window_is_told_once(db: Database) -> None:
    world, pair = a_pair(db, Continuity.NUMBER)
    for count in (1, 2, 4, 5, 6, 7, 8):
        world.hear(telegram(count, transmission=count, previous_transmission=count - 1))
    pair.send()
    assert_the_same(db, world.state)
    assert lost(db, world) == ["transmission:L1:3"]
    assert world.state.exceptions["transmission:L1:3"].count == 1


def test_a_test_of_the_line_and_what_is_refused_show_and_end_a_loss_too(db: Database) -> None:
    world, pair = a_pair(db, Continuity.TRANSMISSION)
    world.hear(telegram(110, transmission=1), telegram(111, transmission=4, flags=(Flag.TEST,)))
    pair.send()
    assert_the_same(db, world.state)
    assert lost(db, world) == ["transmission:L1:2", "transmission:L1:3"]
    world.hear(telegram("ABC", "X", transmission=2))
    pair.send()
    assert_the_same(db, world.state)
    assert lost(db, world) == ["transmission:L1:3"]
