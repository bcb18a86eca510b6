"""Masters that take a place, a family, a feed or a person away from a cell at work: nothing raises,
what still has its place is picked, and the rest waits with its reason.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace

from edge.cell.evolve import evolve
from edge.cell.exceptions import exceptions
from edge.cell.inputs import (
    MastersArrived,
    PlanFound,
    PrintOnDemand,
    SignIn,
    TourOffered,
)
from edge.cell.masters import compile_masters
from edge.cell.model import CellState
from edge.cell.places import lost_places
from edge.cell.slot_times import cell_cover_minutes
from edge.cell.tours import current_pick, fallback_tour, pickable, placed
from edge.health import Health
from edge.planning.problem import at_work, plan_made, problem_of
from edge.screen.lists import labels, status
from edge.screen.racks_view import hole_views, rack_views
from edge.screen.terminal_view import terminal_view
from edge.sequencer import PlanParams, plan
from tests.support.cell.world import ANNA, LEFT, MIRROR, PRINTERS, World, code_of, masters
from wire.events import NeedsRevised, TourEnded
from wire.ids import FaceId, PartNumber, RackId
from wire.masters import LabelOn, Layout, Masters

HEALTH = Health(
    node="cell-a",
    uptime_s=1.0,
    facts=0,
    unsent_facts=0,
    oldest_unsent_age_s=None,
    last_acknowledgement_age_s=None,
    broker_age_s=None,
    clock_offset_s=None,
    free_disk_bytes=1,
    resident_bytes=1,
    masters_version=1,
    planner="",
    feeds=(),
    scanners=(),
    printers=(),
    feedback_ms_p50=None,
    feedback_ms_p99=None,
    label_ms_p50=None,
    label_ms_p99=None,
)
LOST = "face A4 of S-CLOTH is no longer in the masters"


def renamed(old: Masters) -> Masters:
    return replace(old, faces=(*old.faces[:4], replace(old.faces[4], face=FaceId("B4"))))


def other_part(old: Masters) -> Masters:
    new = PartNumber("S-NEW")
    seat = old.families[2]
    variants = (seat.variants[0], replace(seat.variants[1], part=new))
    return replace(
        old,
        faces=(*old.faces[:4], replace(old.faces[4], face=FaceId("B4"), part=new)),
        families=(*old.families[:2], replace(seat, variants=variants)),
    )


def without_family(old: Masters) -> Masters:
    return replace(old, families=old.families[:2], faces=old.faces[:4])


def without_racks(old: Masters) -> Masters:
    return replace(without_family(old), rack_families=old.rack_families[:1])


def without_fit(old: Masters) -> Masters:
    return replace(without_racks(old), fits=old.fits[:1])


def without_feed(old: Masters) -> Masters:
    return replace(old, feeds=(), families=(), rack_families=())


def without_person(old: Masters) -> Masters:
    return replace(old, people=old.people[1:])


def shrunk(old: Masters) -> Masters:
    return replace(old, layout=Layout(aisles=1, positions_per_aisle=1, tour_vehicles=1))


def two_short_aisles(old: Masters) -> Masters:
    return replace(old, layout=Layout(aisles=2, positions_per_aisle=10))


def without_loops(old: Masters) -> Masters:
    return replace(old, loops=())


REVISIONS = (
    renamed,
    other_part,
    without_family,
    without_racks,
    without_fit,
    without_feed,
    without_person,
    shrunk,
    two_short_aisles,
    without_loops,
)


def at_half(label_on: LabelOn = LabelOn.PICK) -> World:
    """Seven vehicles, one mirror picked in a running tour."""
    world = World()
    world.adopt(masters(racks={"label_on": label_on}))
    world.line(1, 7)
    world.start()
    first = current_pick(world.state, LEFT)
    assert first is not None and first.need.rack_family == MIRROR
    assert world.scan(code_of(first.need.part, "N1")).verdict == "right"
    return world


def revise(world: World, revision: Callable[[Masters], Masters], version: int = 2) -> None:
    world.adopt(replace(revision(world.compiled.masters), version=version))


def planned(world: World) -> None:
    """What the planner does, its sequencer included."""
    picks = placed(world.compiled, pickable(world.state))
    free_us = at_work(world.state, world.now_us)
    if picks and free_us:
        problem = problem_of(
            world.state, world.compiled, picks, free_us, horizon=60, now_us=world.now_us
        )
        told = plan_made(plan(problem, PlanParams(work_limit=10_000)), world.now_us)
        world.do(PlanFound(plan=told))


def everything_shown(world: World) -> None:
    state, compiled, now_us = world.state, world.compiled, world.now_us
    terminal_view(state, compiled, HEALTH, LEFT, now_us=now_us, cover_min=None)
    rack_views(state, compiled.masters, now_us)
    hole_views(state, now_us)
    exceptions(state, now_us)
    labels(state, now_us)
    status(state, HEALTH, now_us)
    cell_cover_minutes(state, compiled, now_us)
    lost_places(compiled, pickable(state))


def restarted(world: World) -> World:
    """The same from its facts, with the masters that were kept."""
    state = CellState()
    for offset, (at_us, fact) in enumerate(world.facts):
        evolve(state, fact, at_us, offset)
    assert msgspec.msgpack.encode(state) == msgspec.msgpack.encode(world.state)
    again = World(compiled=world.compiled, state=state, now_us=world.now_us, facts=world.facts)
    again.sent = world.sent
    again.do(MastersArrived(masters=world.compiled.masters, digest="d"))
    return again


def texts(world: World) -> list[str]:
    return [found.text for found in exceptions(world.state, world.now_us)]


@pytest.mark.parametrize("label_on", list(LabelOn))
@pytest.mark.parametrize("revision", REVISIONS)
def test_no_masters_end_a_cell_at_half(
    revision: Callable[[Masters], Masters], label_on: LabelOn
) -> None:
    world = at_half(label_on)
    before = world.compiled.masters
    revise(world, revision)
    planned(world)
    everything_shown(world)
    world = restarted(world)
    planned(world)
    world.offer()
    world.pick_all()
    everything_shown(world)
    world.line(8, 12)
    world.do(PrintOnDemand(rack=RackId("MIRROR-1-0005"), number=None, person=ANNA))
    planned(world)
    world.adopt(replace(before, version=3))
    world.line(13, 14)
    world.pick_all()
    world = restarted(world)
    planned(world)
    everything_shown(world)
    assert LOST not in "".join(texts(world))
    assert world.states("MIRROR-1-0001") == ["picked"] * 4
    assert world.states("SEAT-1-0001") == ["picked"] * 4


def test_a_part_that_lies_elsewhere_now_is_picked_there() -> None:
    world = at_half()
    revise(world, renamed)
    seats = [pick for pick in pickable(world.state) if pick.need.family == "seat"]
    assert {pick.need.face for pick in seats} == {"B4"} and len(seats) == 7
    assert texts(world) == []


@pytest.mark.parametrize("revision", [other_part, without_family])
def test_a_part_that_lies_nowhere_holds_its_slot_with_the_reason(
    revision: Callable[[Masters], Masters],
) -> None:
    world = at_half()
    revise(world, revision)
    assert world.states("SEAT-1-0001")[0] == "held"
    assert any(LOST in text and "rack SEAT-1-0001" in text for text in texts(world))
    assert world.states("MIRROR-1-0001") == ["picked", "open", "open", "open"]


def test_a_running_tour_with_a_pick_that_cannot_be_done_ends_and_the_rest_comes_again() -> None:
    world = World()
    world.line(1, 1)
    world.start()
    mirror = current_pick(world.state, LEFT)
    assert mirror is not None
    world.scan(code_of(mirror.need.part, "N1"))
    world.offer()
    tour = world.state.workplaces[LEFT].tour
    assert tour is not None and [ref.family for ref in tour.picks] == ["seat"]
    revise(world, without_family)
    assert [f.completed for _, f in world.facts if isinstance(f, TourEnded)][-1] is False
    assert world.state.workplaces[LEFT].tour is None and pickable(world.state) == []


def test_a_cell_that_was_left_with_lost_places_holds_them_at_its_next_start() -> None:
    """An older version kept the need as it was and adopted the masters."""
    world = at_half()
    world.compiled = compile_masters(
        replace(without_family(world.compiled.masters), version=2), PRINTERS
    )
    world.state.masters_version = 2
    assert lost_places(world.compiled, pickable(world.state)) == LOST
    assert all(p.need.family != "seat" for p in placed(world.compiled, pickable(world.state)))
    planned(world)
    decision = world.do(MastersArrived(masters=world.compiled.masters, digest="d"))
    assert {type(fact) for fact in decision.facts} == {NeedsRevised}
    assert world.states("SEAT-1-0001")[0] == "held"
    assert not world.do(MastersArrived(masters=world.compiled.masters, digest="d")).facts


def test_no_tour_begins_with_what_lies_nowhere() -> None:
    world = at_half()
    world.do(SignIn(workplace=LEFT, person=world.compiled.masters.people[1].person))
    every = tuple(pick.ref for pick in pickable(world.state))
    world.compiled = compile_masters(
        replace(without_family(world.compiled.masters), version=2), PRINTERS
    )
    assert all(ref.family != "seat" for ref in fallback_tour(world.state, world.compiled, LEFT))
    world.do(TourOffered(workplace=LEFT, picks=every, engine="x", optimal=True))
    tour = world.state.workplaces[LEFT].tour
    assert tour is not None and all(ref.family != "seat" for ref in tour.picks)
