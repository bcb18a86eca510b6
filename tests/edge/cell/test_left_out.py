"""A rack one of whose parts never comes is closed without it, by a person, and says so."""

from __future__ import annotations

from typing import Any

import pytest

from edge.cell.block_inputs import BlockPieces
from edge.cell.exceptions import exceptions
from edge.cell.inputs import (
    CloseShort,
    DeferPick,
    FillFace,
    RefusedError,
    ReleaseRework,
    ShipRack,
)
from edge.cell.tours import current_pick
from tests.support.cell.world import BEN, LEFT, World, masters, telegram
from wire.events import DeferReason, LabelRequested, RackClosed, RackShipped
from wire.ids import FaceId, RackId

MIRRORS = RackId("MIRROR-1-0001")
CLOSE = CloseShort(rack=MIRRORS, person=BEN, reason="no mirror before tomorrow")
WITHOUT = "0003 mirror M-BLUE"


def world(reason: DeferReason) -> World:
    """Only number 3 wants a blue mirror, and the picker puts it off; all else is picked."""
    made = World()
    made.adopt(masters())
    made.hear(*(telegram(n, colour="BLUE" if n == 3 else "RED") for n in range(1, 5)))
    made.start()
    while (pick := current_pick(made.state, LEFT)) is None or pick.need.part != "M-BLUE":
        if pick is None:
            made.offer()
        else:
            made.scan(f"[)>\x1e06\x1dP{pick.need.part}\x1dSN{len(made.facts)}\x1e\x04")
    made.do(DeferPick(workplace=LEFT, person=BEN, reason=reason))
    if reason is not DeferReason.LATER:
        made.pick_all()
    return made


def told(made: World) -> list[tuple[str, str]]:
    return [(it.kind, it.text) for it in exceptions(made.state, made.now_us)]


@pytest.mark.parametrize("reason", [DeferReason.SHORT, DeferReason.DAMAGED])
def test_it_leaves_without_the_piece_and_everybody_is_told(reason: DeferReason) -> None:
    made = world(reason)
    assert made.states(MIRRORS) == ["picked", "picked", "open", "picked"]
    decision = made.do(CLOSE)
    closed = next(fact for fact in decision.facts if isinstance(fact, RackClosed))
    (piece,) = closed.left_out
    assert (closed.last_number, closed.person) == (4, BEN)
    assert (piece.number, piece.slot, piece.call_number, piece.part, piece.quantity) == (
        3,
        2,
        "C0003",
        "M-BLUE",
        1,
    )
    assert made.states(MIRRORS) == ["picked", "picked", "skipped", "picked"]
    label = next(fact for fact in decision.facts if isinstance(fact, LabelRequested))
    assert label.fields["without"] == f"WITHOUT 1: {WITHOUT}"
    assert ("left_out", made.state.exceptions[f"left_out:{MIRRORS}"].text) in told(made)
    assert WITHOUT in made.state.exceptions[f"left_out:{MIRRORS}"].text
    assert made.state.deferred == {}
    (shipped,) = made.do(ShipRack(rack=MIRRORS, person=BEN)).facts
    assert isinstance(shipped, RackShipped) and shipped.left_out == closed.left_out
    assert f"left_out:{MIRRORS}" in made.state.exceptions


def test_a_part_that_is_blocked_as_a_whole_never_comes_either() -> None:
    made = world(DeferReason.LATER)
    with pytest.raises(RefusedError) as refused:
        made.do(CLOSE)
    assert refused.value.code == "rack.complete"
    made.do(BlockPieces(part="M-BLUE", lot="", serials=(), person=BEN, reason="burrs"))
    made.pick_all()
    made.do(CLOSE)
    assert made.states(MIRRORS) == ["picked", "picked", "skipped", "picked"]


def test_not_while_something_else_of_it_can_be_picked() -> None:
    made = world(DeferReason.SHORT)
    made.hear(telegram(4, colour="GREEN", options={"TRIM": "C", "HEAVY": "1"}))
    with pytest.raises(RefusedError) as refused:
        made.do(CLOSE)
    assert refused.value.code == "rack.unfinished"


def test_the_piece_that_comes_before_the_rack_leaves_goes_in_after_all() -> None:
    made = world(DeferReason.SHORT)
    made.do(CLOSE)
    made.do(FillFace(face=FaceId("A1"), person=BEN))
    made.do(ReleaseRework(rack=MIRRORS, number=3, person=BEN, reason="it came"))
    assert made.states(MIRRORS) == ["picked", "picked", "open", "picked"]
    assert made.rack(MIRRORS).closed_us is None and told(made) == []
    made.pick_all()
    newest = [fact for _, fact in made.facts if isinstance(fact, LabelRequested)][-1]
    assert (newest.rack, newest.copy, newest.fields["without"]) == (MIRRORS, 2, "")


@pytest.mark.parametrize(
    ("after", "state"),
    [({"colour": "RED"}, "held"), ({"colour": "BLUE", "model": "X"}, "skipped")],
)
def test_what_the_vehicle_needs_then_is_another_matter(after: dict[str, Any], state: str) -> None:
    made = world(DeferReason.SHORT)
    made.do(CLOSE)
    made.hear(telegram(3, **after))
    assert made.states(MIRRORS)[2] == state
