"""The planner beside a real node and journal: tours for the idle, plans told, scans not held up."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from edge.app.composition import SWITCH_INTERVAL_S
from edge.cell.tours import current_pick
from edge.journal.store import Journal, JournalError
from edge.node.recovery import checkpoint_of, recover
from edge.planning import planner as planning
from edge.sequencer import BlockLayout, Face, Part, Picker, PlanParams, PlanProblem, Vehicle, plan
from tests.support.cell import world
from tests.support.cell.planned_plant import LEFT, RIGHT, Plant, sign_in
from tests.support.waiting import eventually
from wire.codec import encode
from wire.events import PlanMade, SinglePickBegun, Source, TourStarted
from wire.ids import FamilyId, PartNumber
from wire.masters import Layout
from wire.plan_limits import plan_faults
from wire.telegram import Flag, PartLine


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path, now_us=lambda: 1)
    yield made
    made.close()


def test_everybody_at_work_gets_a_planned_tour_with_its_end_and_deadline(journal: Journal) -> None:
    plant = Plant(journal)

    async def work() -> None:
        sign_in(plant)
        sign_in(plant, RIGHT, "ben!")
        await eventually(lambda: len(plant.facts(TourStarted)) == 2)

    plant.run(work)
    for tour in plant.facts(TourStarted):
        assert tour.optimal
        assert tour.due_us > tour.planned_finish_us > plant.now_us - 10_000_000
    shown = [set(tour.picks) for tour in plant.facts(TourStarted)]
    assert not shown[0] & shown[1]


def test_a_plan_is_told_with_what_is_left_for_whom_and_only_when_it_is_new(
    journal: Journal,
) -> None:
    plant = Plant(journal)

    async def work() -> None:
        sign_in(plant)
        await eventually(lambda: plant.facts(PlanMade))
        told = len(plant.facts(PlanMade))
        await plant.looked_again(times=6)
        assert len(plant.facts(PlanMade)) <= told + 1
        settled = len(plant.facts(PlanMade))
        await plant.looked_again(times=4)
        assert len(plant.facts(PlanMade)) == settled
        plant.announce(13, 16)
        await eventually(lambda: len(plant.facts(PlanMade)) > settled)

    plant.run(work)
    newest = plant.facts(PlanMade)[-1]
    assert newest.optimal
    assert newest.argument
    assert newest.tours_count == len(newest.tours) > 0
    assert {tour.workplace for tour in newest.tours} == {LEFT}
    shown = plant.node.state.workplaces[LEFT].tour
    assert shown is not None
    assert newest.tours[0].start_us >= (shown.planned_finish_us or 0) - 1000
    assert newest.forecasts


def test_a_tour_that_was_shown_stays_whatever_comes(journal: Journal) -> None:
    plant = Plant(journal, last=6)

    async def work() -> None:
        sign_in(plant)
        await eventually(lambda: plant.node.state.workplaces[LEFT].tour)
        shown = plant.node.state.workplaces[LEFT].tour
        plant.announce(7, 40)
        sign_in(plant, RIGHT, "ben!")
        await eventually(lambda: len(plant.facts(PlanMade)) >= 2)
        assert plant.node.state.workplaces[LEFT].tour == shown

    plant.run(work)


def test_without_a_picker_the_plan_says_so_and_racks_still_have_a_risk(journal: Journal) -> None:
    plant = Plant(journal)

    async def work() -> None:
        sign_in(plant)
        await eventually(lambda: plant.facts(PlanMade))
        sign_in(plant, LEFT, "anna!")
        plant.scan("LS:CMD:PAUSE")
        await eventually(lambda: plant.facts(PlanMade)[-1].vehicles == 0)

    plant.run(work)
    newest = plant.facts(PlanMade)[-1]
    assert newest.argument == "nobody is signed in"
    assert not newest.optimal
    assert newest.forecasts


def test_recovery_gives_plan_tours_and_pace_with_and_without_a_checkpoint(journal: Journal) -> None:
    plant = Plant(journal)

    async def work() -> None:
        sign_in(plant)
        for _ in range(3):
            await eventually(lambda: plant.node.state.workplaces[LEFT].tour)
            pick = current_pick(plant.node.state, LEFT)
            assert pick is not None
            plant.scan(world.code_of(pick.need.part, str(plant.now_us)))
        journal.keep_checkpoint(checkpoint_of(plant.node.state))
        await eventually(lambda: plant.facts(PlanMade))

    plant.run(work)
    assert plant.node.state.paces
    assert plant.node.state.plan is not None
    assert recover(journal).state == plant.node.state
    journal._connection.execute("DELETE FROM checkpoints")
    assert recover(journal).state == plant.node.state


def test_a_scan_does_not_wait_for_the_end_of_a_plan(journal: Journal) -> None:
    """Plain Python holds the interpreter; the loop's thread gets it within a few switches."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    plant = Plant(journal)
    stop, plans_ms = threading.Event(), list[float]()
    planning = threading.Thread(target=_plan_until, args=(stop, plans_ms))
    planning.start()
    try:
        scans_ms = []
        for number in range(60):
            began = time.perf_counter()
            plant.scan(f"P-{number}")
            scans_ms.append((time.perf_counter() - began) * 1e3)
    finally:
        stop.set()
        planning.join()
        sys.setswitchinterval(before)
    assert len(plant.answers) == 60
    assert sorted(scans_ms)[53] < max(plans_ms) / 2


def _plan_until(stop: threading.Event, plans_ms: list[float]) -> None:
    problem = _problem(1500)
    while not stop.is_set():
        began = time.perf_counter()
        plan(problem, PlanParams(engine="reference"))
        plans_ms.append((time.perf_counter() - began) * 1e3)


def _problem(vehicles: int) -> PlanProblem:
    return PlanProblem(
        now_ms=0,
        vehicles=tuple(
            Vehicle(
                id=str(number),
                due_ms=600_000 + 60_000 * number,
                parts=tuple(Part(face=(number * 7 + k * 13) % 120, pick_ms=3000) for k in range(6)),
            )
            for number in range(vehicles)
        ),
        faces=tuple(Face(aisle=i // 60, position_mm=i % 60 * 1000) for i in range(120)),
        layout=BlockLayout(aisle_mm=(60_000, 60_000), pitch_mm=3000),
        pickers=(Picker(id="a"), Picker(id="b")),
        capacity=6,
        setup_ms=10_000,
        stop_ms=2000,
    )


def without_seats(old: Any) -> Any:
    """The seat's family is dropped, and the face with its part."""
    return replace(old, version=2, families=old.families[:2], faces=old.faces[:4])


def test_a_face_that_masters_take_away_ends_no_cell_now_or_at_its_next_start(
    journal: Journal,
) -> None:
    plant = Plant(journal, last=7)

    async def work() -> None:
        sign_in(plant)
        await eventually(lambda: current_pick(plant.node.state, LEFT))
        pick = current_pick(plant.node.state, LEFT)
        assert pick is not None
        plant.scan(world.code_of(pick.need.part, "N1"))
        plant.node.take_masters(encode(without_seats(world.masters())), "d2")
        sign_in(plant, RIGHT, "ben!")
        await eventually(lambda: plant.node.state.workplaces[RIGHT].tour is not None)

    plant.run(work)
    again = recover(journal).state
    assert again.masters_version == 2


def test_places_that_were_lost_before_are_said_and_the_others_planned(journal: Journal) -> None:
    """As an older version left them: the masters adopted, the needs as they were."""
    plant = Plant(journal, last=7)

    async def work() -> None:
        sign_in(plant)
        await eventually(lambda: plant.facts(TourStarted))
        plant.scan("LS:BADGE:anna!")
        plant.node.chain.masters = world.compile_masters(without_seats(world.masters()))
        sign_in(plant, RIGHT, "ben!")
        await eventually(lambda: len(plant.facts(TourStarted)) >= 2)
        await eventually(lambda: plant.planner.refused)

    plant.run(work)
    assert plant.planner.refused == "face A4 of S-CLOTH is no longer in the masters"
    assert all(ref.family != "seat" for ref in plant.facts(TourStarted)[-1].picks)


def test_a_planner_that_fails_gives_the_next_slots_in_order_and_is_asked_again(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant = Plant(journal)
    asked = 0

    def broken(*_: Any, **__: Any) -> Any:
        nonlocal asked
        asked += 1
        raise KeyError("A4")

    right = planning.problem_of  # type: ignore[attr-defined]
    monkeypatch.setattr(planning, "problem_of", broken)

    async def work() -> None:
        sign_in(plant)
        await eventually(lambda: plant.facts(TourStarted))
        assert plant.facts(TourStarted)[0].engine == "in_order"
        assert plant.planner.refused == "KeyError: 'A4'"
        before = asked
        sign_in(plant, RIGHT, "ben!")
        await eventually(lambda: asked > before and len(plant.facts(TourStarted)) == 2)
        monkeypatch.setattr(planning, "problem_of", right)
        plant.announce(13, 16)
        await eventually(lambda: plant.planner.refused == "")

    plant.run(work)


def stretched(**layout: int) -> Any:
    """Masters as a central of before stored them."""
    return replace(world.masters(), layout=Layout(aisles=2, **layout))


def test_a_layout_that_overflows_the_planner_is_told_to_everybody(journal: Journal) -> None:
    plant = Plant(journal)
    wide = stretched(position_mm=10_000_000, positions_per_aisle=1000)
    plant.node.take_masters(encode(replace(wide, version=2)), "d2")
    reason = "layout.aisle_mm[0] is in [0, 2147483648], was 10000000000"

    async def work() -> None:
        sign_in(plant)
        await eventually(lambda: plant.facts(TourStarted) and plant.facts(PlanMade))
        assert (plant.planner.in_use, plant.planner.refused) == ("in_order", reason)

    plant.run(work)
    assert {tour.engine for tour in plant.facts(TourStarted)} == {"in_order"}
    (told,) = plant.facts(PlanMade)
    assert (told.engine, told.optimal, told.argument) == ("in_order", False, reason)


def test_the_largest_layout_and_the_largest_pick_are_planned(journal: Journal) -> None:
    """What central lets through can be counted, whatever a telegram asks for."""
    plant = Plant(journal, last=0)
    largest = replace(
        stretched(positions_per_aisle=1000, setup_s=86_400, stop_s=86_400, pick_s=86_400), version=2
    )
    assert list(plan_faults(largest)) == []
    plant.node.take_masters(encode(largest), "d2")
    line = PartLine(part=PartNumber("S-CLOTH"), family=FamilyId("seat"), quantity=10_000)
    for number in range(1, 9):
        one = world.telegram(number, transmission=number, position=number, parts=(line,))
        plant.node.take_telegram("L1", encode(one), Source.MQTT)

    async def work() -> None:
        sign_in(plant)
        await eventually(lambda: plant.facts(TourStarted))
        assert plant.planner.refused == ""

    plant.run(work)
    assert {tour.engine for tour in plant.facts(TourStarted)} & {"in_order"} == set()


def test_what_was_planned_and_cannot_be_taken_ends_nothing_a_failed_journal_does(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant = Plant(journal)
    right = plant.node.submit

    async def broken(given: Any) -> Any:
        raise ZeroDivisionError("no walk")

    async def failed(given: Any) -> Any:
        raise JournalError("disk")

    async def work() -> None:
        task = asyncio.create_task(plant.planner.run(plant.node))
        monkeypatch.setattr(plant.node, "submit", broken)
        sign_in(plant)
        await eventually(lambda: "ZeroDivisionError: no walk" in plant.planner.refused)
        monkeypatch.setattr(plant.node, "submit", right)
        plant.announce(13, 13)
        await eventually(lambda: plant.facts(TourStarted) and plant.planner.refused == "")
        monkeypatch.setattr(plant.node, "submit", failed)
        sign_in(plant, RIGHT, "ben!")
        with pytest.raises(JournalError):
            await asyncio.wait_for(task, 4)

    asyncio.run(work())


def test_what_the_line_orders_again_goes_before_every_tour(journal: Journal) -> None:
    plant = Plant(journal)
    again = world.telegram(2, transmission=900, position=900, flags=(Flag.RE_ORDER,))
    plant.node.take_telegram("L1", encode(again), Source.MQTT)

    async def work() -> None:
        sign_in(plant)
        await eventually(lambda: plant.facts(SinglePickBegun))
        pick = current_pick(plant.node.state, world.LEFT)
        assert pick is not None and pick.ref.rack == "RE-1"

    plant.run(work)
    assert not [tour for tour in plant.facts(TourStarted) if tour.workplace == world.LEFT]
