"""A transmission that was lost holds the racks that it may name a vehicle of."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from edge.cell import losses
from edge.cell.exceptions import exceptions
from edge.cell.inputs import CloseShort, HandleException, RefusedError, ShipRack
from edge.cell.late_risk import waits
from edge.cell.losses import losses_before, racks_behind, racks_by_loss
from edge.cell.masters import compile_masters
from tests.support.cell.world import ANNA, BEN, FEED, PRINTERS, World, masters, telegram
from wire.events import LabelRequested, RackClosed
from wire.ids import RackId
from wire.masters import Continuity, Filling, LabelOn
from wire.sentences import in_language
from wire.telegram import Flag

LOST = "transmission:L1:3"
FILLINGS = [Filling.NUMBER, Filling.DENSE]


def a_world(filling: Filling = Filling.NUMBER, continuity: str = "transmission") -> World:
    made = masters(racks={"filling": filling}, continuity=Continuity(continuity), max_jump=200)
    world = World(compile_masters(made, PRINTERS))
    world.start()
    return world


def hear(world: World, *said: tuple[int, int]) -> None:
    """Numbers, each with its transmission."""
    for number, transmission in said:
        world.hear(telegram(number, transmission=transmission))
    world.pick_all()


def closed(world: World) -> list[str]:
    found = [fact.rack for _, fact in world.facts if isinstance(fact, RackClosed)]
    return sorted(rack for rack in found if rack.startswith("SEAT"))


def told(world: World) -> list[tuple[str, int, str]]:
    views = exceptions(world.state, world.now_us)
    return [(it.exception, it.rank, it.action) for it in views if it.kind == "transmission_break"]


def name(filling: Filling, count: int) -> RackId:
    return RackId(f"SEAT-1-{'N000' if filling is Filling.DENSE else '000'}{count}")


@pytest.mark.parametrize("filling", FILLINGS)
def test_a_rack_with_a_vehicle_from_after_a_loss_waits_until_it_comes(filling: Filling) -> None:
    world = a_world(filling)
    hear(world, (1, 1), (2, 2), (4, 4), (5, 5), (9, 6))
    first = name(filling, 1)
    assert closed(world) == []
    assert told(world) == [(LOST, 2, "handle-exception")]
    (view,) = [it for it in exceptions(world.state, world.now_us) if it.exception == LOST]
    said = in_language(view.text, "de")
    assert said.startswith("Sendung 3 der Linie L1 kam nie an; Gestelle ab dann warten, bis sie ")
    assert first in said and "racks" not in said
    assert waits(world.state, world.compiled, world.rack(first)) == 1
    with pytest.raises(RefusedError, match="transmission 3 of feed L1 was never received"):
        world.do(CloseShort(rack=first, person=BEN, reason="shift ends"))
    hear(world, (3, 3))
    assert told(world) == []
    assert first in closed(world)


@pytest.mark.parametrize("filling", FILLINGS)
def test_or_until_a_person_has_asked_the_line(filling: Filling) -> None:
    world = a_world(filling)
    hear(world, (1, 1), (2, 2), (4, 4), (5, 5), (9, 6))
    with pytest.raises(RefusedError, match="say why"):
        world.do(HandleException(exception=LOST, person=BEN, closed=True))
    world.do(HandleException(exception=LOST, person=ANNA, closed=False))
    assert exceptions(world.state, world.now_us)[0].owner == ANNA
    world.do(HandleException(exception=LOST, person=BEN, closed=True, note="it was a test"))
    assert told(world) == []
    assert name(filling, 1) in closed(world)


@pytest.mark.parametrize("filling", FILLINGS)
def test_a_rack_that_was_whole_before_the_loss_goes_on(filling: Filling) -> None:
    """Also where it is picked later."""
    world = a_world(filling)
    for number, transmission in ((1, 1), (2, 2), (3, 4), (4, 5), (5, 7)):
        world.hear(telegram(number, transmission=transmission))
    world.hear(telegram("", "X", transmission=3, flags=(Flag.TEST,)))
    assert [it[0] for it in told(world)] == ["transmission:L1:6"]
    world.pick_all()
    assert closed(world) == [name(filling, 1)]
    world.do(ShipRack(rack=name(filling, 1), person=BEN))


def test_the_end_of_a_block_may_have_been_in_it() -> None:
    """No vehicle of the block came after the loss, and its last number did not come."""
    world = a_world()
    hear(world, (1, 1), (2, 2), (4, 3), (6, 5))
    assert closed(world) == [name(Filling.NUMBER, 1)]
    hear(world, (7, 6), (9, 8))
    assert losses_before(world.state, world.rack("SEAT-1-0005")) == [4, 7]
    assert closed(world) == [name(Filling.NUMBER, 1)]


def test_a_dense_rack_that_is_not_full_may_lack_the_lost_one() -> None:
    world = a_world(Filling.DENSE)
    hear(world, (1, 1), (2, 2))
    world.hear(telegram("", "X", transmission=4, flags=(Flag.TEST,)))
    rack = world.rack(name(Filling.DENSE, 1))
    assert losses_before(world.state, rack) == [3]
    hear(world, (3, 5), (4, 6))
    assert closed(world) == []
    world.do(HandleException(exception=LOST, person=BEN, closed=True, note="a test"))
    assert closed(world) == [rack.rack]


@pytest.mark.parametrize("said", ["test", "refused", "duplicate"])
def test_whatever_it_was_when_it_comes_ends_the_hold(said: str) -> None:
    world = a_world()
    hear(world, (1, 1), (2, 2), (4, 4), (5, 5))
    one = {
        "test": telegram("", "X", transmission=3, flags=(Flag.TEST,)),
        "refused": telegram("ABC", "X", transmission=3),
        "duplicate": telegram(2, transmission=3),
    }[said]
    world.hear(one)
    assert told(world) == []
    assert closed(world) == ["SEAT-1-0001"]


def test_a_rack_that_closed_before_a_loss_was_shown_does_not_leave() -> None:
    """What shows it is refused by the cell: the rack is closed already by what came before."""
    world = a_world()
    hear(world, (1, 1), (2, 2), (3, 3))
    world.hear(telegram("ABC", "X", transmission=5))
    hear(world, (4, 6))
    assert closed(world) == []
    with pytest.raises(RefusedError, match="not closed"):
        world.do(ShipRack(rack=RackId("SEAT-1-0001"), person=BEN))
    world.do(HandleException(exception="transmission:L1:4", person=BEN, closed=True, note="no"))
    world.do(ShipRack(rack=RackId("SEAT-1-0001"), person=BEN))


@pytest.mark.parametrize("continuity", ["number", "none"])
def test_a_feed_that_counts_no_messages_is_told_and_goes_on(continuity: str) -> None:
    world = a_world(continuity=continuity)
    for count in range(1, 20):
        if count != 5:
            before = count - 1
            world.hear(telegram(count, transmission=count, previous_transmission=before))
    assert losses_before(world.state, world.rack("SEAT-1-0009")) == []


def test_new_masters_that_count_otherwise_end_the_hold() -> None:
    world = a_world()
    hear(world, (1, 1), (2, 2), (4, 4), (5, 5))
    world.adopt(masters(2, continuity=Continuity.NONE, max_jump=200))
    assert closed(world) == ["SEAT-1-0001"]


def jumps(world: World, last: int) -> None:
    """Each second transmission is lost."""
    for number in range(1, last):
        world.hear(telegram(number, transmission=2 * number))


@pytest.mark.parametrize("filling", FILLINGS)
def test_behind_a_loss_are_the_racks_that_say_so(filling: Filling) -> None:
    world = a_world(filling)
    jumps(world, 20)
    state = world.state
    lost = sorted(state.feeds[FEED].lost)
    assert len(lost) > 10
    for one in (*lost, max(lost) + 1):
        waits_for_it = [it for it in state.racks.values() if one in losses_before(state, it)]
        assert list(racks_behind(state, FEED, one)) == waits_for_it
        assert racks_by_loss(state, FEED).get(one, []) == waits_for_it


@pytest.mark.parametrize("filling", FILLINGS)
def test_one_that_comes_after_all_asks_for_each_label_once(filling: Filling) -> None:
    made = masters(
        racks={"filling": filling, "label_on": LabelOn.TELEGRAM},
        continuity=Continuity.TRANSMISSION,
        max_jump=200,
    )
    world = World(compile_masters(made, PRINTERS))
    world.start()
    hear(world, (1, 1), (2, 2), (4, 4), (5, 5))
    (decision,) = world.hear(telegram(3, transmission=3))
    asked = [fact.label for fact in decision.facts if isinstance(fact, LabelRequested)]
    assert len(asked) == len(set(asked)) > 0


def test_racks_that_a_late_transmission_lets_go_close_in_the_order_of_the_line() -> None:
    """A journal of the same inputs is the same everywhere."""
    world = a_world()
    hear(world, *((number, number) for number in range(1, 26) if number != 3))
    assert closed(world) == []
    (decision,) = world.hear(telegram("", "X", transmission=3, flags=(Flag.TEST,)))
    told_closed = [fact.rack for fact in decision.facts if isinstance(fact, RackClosed)]
    assert len(told_closed) == 12
    assert told_closed == [rack for rack in world.state.racks if rack in told_closed]


def test_what_a_telegram_costs_does_not_grow_with_racks_and_losses_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Many racks wait for many losses, and it brings none of these."""
    world = a_world(Filling.DENSE)
    jumps(world, 60)
    assert min(len(world.feed.lost), len(world.state.racks)) > 25
    asked = Mock(wraps=losses._was_whole)
    monkeypatch.setattr(losses, "_was_whole", asked)
    world.hear(telegram(60, transmission=120))
    assert asked.call_count == 0
