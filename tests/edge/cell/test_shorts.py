"""An empty face, a damaged piece or a pick put off does not stop a workplace."""

from __future__ import annotations

import msgspec
import pytest

from edge.cell.evolve import evolve
from edge.cell.exceptions import exceptions
from edge.cell.inputs import DeferPick, FillFace, HandleException, RefusedError
from edge.cell.late_risk import waits
from edge.cell.model import CellState
from edge.cell.shorts import queue
from edge.cell.tours import current_pick, pickable
from tests.support.cell.world import ANNA, BEN, LEFT, RIGHT, World, code_of, masters, telegram
from wire.events import DeferReason
from wire.ids import FaceId
from wire.telegram import Status

MIRRORS = "MIRROR-1-0001"
RED_FACE = FaceId("A0")


def cell() -> World:
    """Numbers 1 and 3 need M-RED (face A0), 2 and 4 need M-BLUE (A1); Anna has a tour of 1 to 3."""
    world = World()
    world.adopt(masters())
    world.hear(*(telegram(n, colour="RED" if n % 2 else "BLUE", options={}) for n in range(1, 5)))
    world.start()
    return world


def turn(world: World) -> tuple[str, int] | None:
    pick = current_pick(world.state, LEFT)
    return None if pick is None else (pick.need.part, pick.number)


def waiting(world: World) -> list[tuple[str, int, str]]:
    return [(s.pick.need.part, s.pick.number, s.reason.value) for s in queue(world.state)]


def finish(world: World) -> None:
    """Pick what has its turn until the tour is over."""
    while (pick := current_pick(world.state, LEFT)) is not None:
        assert world.scan(code_of(pick.need.part, f"N{len(world.facts)}")).verdict == "right"


def test_a_short_face_leaves_the_tour_and_the_next_face_has_its_turn() -> None:
    world = cell()
    assert turn(world) == ("M-RED", 1)
    assert world.scan("LS:CMD:SHORT").code == "command.short"
    assert turn(world) == ("M-BLUE", 2)
    assert waiting(world) == [("M-RED", 1, "short"), ("M-RED", 3, "short")]


def test_what_is_short_is_planned_for_nobody_until_a_person_says_that_it_is_filled() -> None:
    world = cell()
    world.scan("LS:CMD:SHORT")
    finish(world)
    assert [pick.need.part for pick in pickable(world.state)] == ["M-BLUE"]
    world.pick_all()
    assert world.states(MIRRORS) == ["open", "picked", "open", "picked"]
    assert pickable(world.state) == []
    world.do(FillFace(face=RED_FACE, person=BEN))
    world.pick_all()
    assert waiting(world) == []
    assert world.rack(MIRRORS).closed_us is not None


def test_a_filled_face_comes_back_into_the_tour_that_went_past_it() -> None:
    world = cell()
    world.scan("LS:CMD:SHORT")
    assert world.scan("LS:FILLED:A0").code == "face.filled"
    assert turn(world) == ("M-RED", 1)


def test_the_card_of_a_face_that_nobody_waits_for_says_so() -> None:
    world = cell()
    assert (world.scan("LS:FILLED:A0").verdict, world.last.facts[0].code) == (
        "idle",
        "face.not_short",
    )


def test_a_short_face_is_short_for_the_other_workplace_too() -> None:
    world = cell()
    world.scan("LS:CMD:SHORT")
    world.start(RIGHT, BEN)
    assert {pick.need.part for pick in pickable(world.state)} <= {"M-BLUE"}


def test_later_comes_back_in_the_next_tour_when_nothing_else_is_due() -> None:
    world = cell()
    assert world.scan("LS:CMD:LATER").code == "command.later"
    assert turn(world) == ("M-RED", 3)
    finish(world)
    assert waiting(world) == [("M-RED", 1, "later")]
    world.offer()
    assert turn(world) == ("M-BLUE", 4)
    finish(world)
    world.offer()
    assert turn(world) == ("M-RED", 1)
    assert waiting(world) == []


def test_damaged_puts_off_one_pick_and_not_its_face() -> None:
    world = cell()
    world.do(DeferPick(workplace=LEFT, person=ANNA, reason=DeferReason.DAMAGED))
    assert turn(world) == ("M-RED", 3)
    world.pick_all()
    assert waiting(world) == [("M-RED", 1, "damaged")]
    assert pickable(world.state) == []
    world.do(FillFace(face=RED_FACE, person=ANNA))
    world.pick_all()
    assert world.rack(MIRRORS).closed_us is not None


def test_a_tour_in_which_everything_waits_is_over() -> None:
    world = cell()
    for _ in range(2):
        world.scan("LS:CMD:SHORT")
        world.now_us += 3_000_000
    assert turn(world) is None
    assert world.state.workplaces[LEFT].tour is None
    with pytest.raises(RefusedError, match="nothing has its turn"):
        world.do(DeferPick(workplace=LEFT, person=ANNA, reason=DeferReason.LATER))


def test_a_part_that_waits_is_held_and_not_taken() -> None:
    world = cell()
    world.scan("LS:CMD:SHORT")
    answer = world.scan("M-RED")
    assert (answer.verdict, answer.code) == ("held", "pick.deferred.short")


def test_a_face_that_is_short_is_an_exception_that_only_filling_closes() -> None:
    world = cell()
    world.scan("LS:CMD:SHORT")
    [found] = [e for e in exceptions(world.state, world.now_us) if e.kind == "short"]
    assert (found.exception, found.kind, found.face, found.part) == (
        "short:A0",
        "short",
        "A0",
        "M-RED",
    )
    world.do(HandleException(exception="short:A0", person=BEN, closed=False))
    assert [each.owner for each in queue(world.state)] == [BEN, BEN]
    with pytest.raises(RefusedError, match="its own action"):
        world.do(HandleException(exception="short:A0", person=BEN, closed=True))
    world.do(FillFace(face=RED_FACE, person=BEN))
    assert "short" not in {e.kind for e in exceptions(world.state, world.now_us)}


def test_a_rack_with_a_short_part_waits_for_a_person_and_one_put_off_does_not() -> None:
    world = cell()
    world.scan("LS:CMD:LATER")
    assert waits(world.state, world.compiled, world.rack(MIRRORS)) == 0
    world.scan("LS:CMD:SHORT")
    assert waits(world.state, world.compiled, world.rack(MIRRORS)) == 2


def test_a_vehicle_that_needs_another_part_leaves_the_queue() -> None:
    world = cell()
    world.scan("LS:CMD:LATER")
    world.hear(telegram(1, colour="BLUE", options={}))
    assert waiting(world) == []
    assert world.state.deferred == {}


@pytest.mark.parametrize("command", ["LATER", "SHORT"])
def test_a_vehicle_that_is_cancelled_leaves_the_queue(command: str) -> None:
    world = cell()
    world.scan(f"LS:CMD:{command}")
    world.hear(telegram(1, status=Status.CANCELLED, colour="RED", options={}))
    assert [number for _, number, _ in waiting(world)] == ([3] if command == "SHORT" else [])
    assert world.state.deferred == {}


def test_the_queue_is_the_same_after_a_restart() -> None:
    world = cell()
    world.scan("LS:CMD:LATER")
    world.scan("LS:CMD:SHORT")
    again = CellState()
    for offset, (at_us, fact) in enumerate(world.facts):
        evolve(again, fact, at_us, offset)
    assert msgspec.msgpack.encode(again) == msgspec.msgpack.encode(world.state)
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(world.state), type=CellState)
    assert list(kept.short_faces) == [RED_FACE]
    assert [d.reason for d in kept.deferred.values()] == [DeferReason.LATER]


def test_a_second_press_does_not_put_off_the_pick_that_came_after() -> None:
    world = cell()
    first = current_pick(world.state, LEFT)
    assert first is not None
    for _ in range(3):
        pressed = DeferPick(workplace=LEFT, person=ANNA, reason=DeferReason.SHORT, pick=first.ref)
        if turn(world) == ("M-RED", 1):
            world.do(pressed)
            continue
        with pytest.raises(RefusedError, match="another pick has its turn now, M-BLUE at face A1"):
            world.do(pressed)
    assert turn(world) == ("M-BLUE", 2)
    assert list(world.state.short_faces) == [RED_FACE]


@pytest.mark.parametrize("command", ["SHORT", "LATER", "DAMAGED"])
def test_a_card_that_is_pulled_twice_puts_off_one_pick(command: str) -> None:
    world = cell()
    assert world.scan(f"LS:CMD:{command}").code == f"command.{command.lower()}"
    second = turn(world)
    for _ in range(2):
        assert world.scan(f"LS:CMD:{command}").code == "scan.bounce"
    assert turn(world) == second
    world.now_us += 3_000_000
    assert world.scan(f"LS:CMD:{command}").code == f"command.{command.lower()}"
    assert turn(world) != second


def test_nobody_defers_without_a_name() -> None:
    world = cell()
    with pytest.raises(RefusedError, match="badge"):
        world.do(DeferPick(workplace=LEFT, person="", reason=DeferReason.SHORT))
    with pytest.raises(RefusedError, match="badge"):
        world.do(FillFace(face=RED_FACE, person=""))
