"""Keeps every picker in work: asks the sequencer in a worker thread, and offers its tours to the
node.

A plan that misses its budget is left; the picker gets the next open slots in order instead.
Nothing here can hold up a
scan: the thread computes, the loop only copies what it computes on.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog

from edge.cell.inputs import RefusedError, TourOffered
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, Rack
from edge.cell.slot_times import slot_times
from edge.cell.tours import Pick, fallback_tour, pickable
from edge.node import Node
from edge.sequencer import (
    BadProblem,
    BlockLayout,
    Face,
    LineLayout,
    Part,
    Picker,
    PickPlan,
    PlanParams,
    PlanProblem,
    Vehicle,
    plan,
)
from wire.events import PickRef
from wire.ids import FamilyId, RackId, WorkplaceId

log = structlog.get_logger()

FALLBACK = "in_order"
DUE_UNKNOWN_MS = 7 * 24 * 3600 * 1000
"""Due of a slot of which nothing says when the line needs it."""


@dataclass(slots=True)
class LastPlan:
    """The newest plan, for the desk."""

    plan: PickPlan | None = None
    at_us: int = 0


class Planner:
    """One planning task of a cell."""

    def __init__(self, *, budget_ms: int, horizon_vehicles: int) -> None:
        self._budget_s = budget_ms / 1000
        self._horizon = horizon_vehicles
        self._wake = asyncio.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="planner")
        self._running: asyncio.Future[PickPlan] | None = None
        self.engine = ""
        self.last = LastPlan()

    def wake(self) -> None:
        """Something changed; whoever has no tour may get one."""
        self._wake.set()

    async def run(self, node: Node) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                idle = idle_workplaces(node.state)
                if idle and node.compiled is not None and not node.refusing:
                    await self._offer(node, node.compiled, idle)
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def _offer(self, node: Node, masters: CompiledMasters, idle: list[WorkplaceId]) -> None:
        picks = pickable(node.state)
        if not picks:
            return
        problem = problem_of(node.state, masters, picks, idle, self._horizon, node.now_us())
        found = await self._plan(problem)
        if found is not None:
            self.engine = found.engine
            self.last = LastPlan(plan=found, at_us=node.now_us())
        for workplace in idle:
            offered = first_tour(found, workplace) if found else ()
            engine, optimal = self.engine, bool(found and found.certificate.optimal)
            if not found:
                offered = fallback_tour(node.state, masters, workplace)
                engine, optimal = FALLBACK, False
            if offered:
                await self._submit(node, workplace, offered, engine, optimal)

    async def _submit(
        self,
        node: Node,
        workplace: WorkplaceId,
        picks: tuple[PickRef, ...],
        engine: str,
        optimal: bool,
    ) -> None:
        try:
            await node.submit(
                TourOffered(workplace=workplace, picks=picks, engine=engine, optimal=optimal)
            )
        except RefusedError as error:
            log.info("tour not taken", workplace=workplace, reason=error.detail)

    async def _plan(self, problem: PlanProblem) -> PickPlan | None:
        """The plan, or None when it is not there within the budget."""
        if self._running is not None and not self._running.done():
            return None
        loop = asyncio.get_running_loop()
        self._running = loop.run_in_executor(self._pool, plan, problem, PlanParams())
        try:
            async with asyncio.timeout(self._budget_s):
                return await asyncio.shield(self._running)
        except TimeoutError:
            log.warning("plan missed its budget, next slots in order", budget_s=self._budget_s)
        except BadProblem as error:
            log.error("plan refused, next slots in order", reason=str(error))
        return None


def idle_workplaces(state: CellState) -> list[WorkplaceId]:
    """Workplaces with a person, not paused, without a tour."""
    return [
        name
        for name, place in state.workplaces.items()
        if place.person and not place.paused and place.tour is None
    ]


def problem_of(
    state: CellState,
    masters: CompiledMasters,
    picks: list[Pick],
    idle: list[WorkplaceId],
    horizon: int,
    now_us: int,
) -> PlanProblem:
    """The next ``horizon`` slots as a planning problem. Times in ms from a day before now."""
    base_ms = now_us // 1000 - 24 * 3600 * 1000
    layout = masters.masters.layout
    faces = {name: index for index, name in enumerate(masters.faces)}
    by_slot: dict[tuple[RackId, int], list[Pick]] = {}
    for pick in picks:
        key = (pick.rack.rack, pick.number)
        if key not in by_slot and len(by_slot) == horizon:
            break
        by_slot.setdefault(key, []).append(pick)
    now_ms = now_us // 1000 - base_ms
    racks = [rack for rack, _ in by_slot]
    return PlanProblem(
        now_ms=now_ms,
        vehicles=tuple(
            Vehicle(
                id=vehicle_id(rack, number),
                due_ms=_due_ms(state, masters, chosen[0].rack, number, base_ms, now_ms),
                release_ms=now_ms,
                parts=tuple(
                    Part(
                        face=faces[pick.need.face],
                        rack=rack,
                        slot=pick.ref.slot,
                        pick_ms=layout.pick_s * 1000 * (pick.need.quantity - pick.pieces),
                        name=pick.need.family,
                    )
                    for pick in chosen
                ),
            )
            for (rack, number), chosen in by_slot.items()
        ),
        faces=tuple(
            Face(aisle=face.aisle, position_mm=face.position * layout.position_mm, name=name)
            for name, face in masters.faces.items()
        ),
        layout=_layout(masters),
        pickers=tuple(Picker(id=name, available_from_ms=now_ms) for name in idle),
        capacity=layout.tour_vehicles,
        rack_starts=tuple(i for i in range(1, len(racks)) if racks[i] != racks[i - 1]),
        setup_ms=layout.setup_s * 1000,
        stop_ms=layout.stop_s * 1000,
        speed_mm_s=layout.walk_mm_per_s,
    )


def first_tour(found: PickPlan, workplace: WorkplaceId) -> tuple[PickRef, ...]:
    """What the plan gives this workplace first, in walking order; empty if nothing."""
    for tour in found.tours:
        if tour.picker == workplace:
            return tuple(_reference(pick.part) for pick in tour.picks)
    return ()


def vehicle_id(rack: RackId, number: int) -> str:
    return f"{rack}/{number}"


def _reference(part: Part) -> PickRef:
    return PickRef(rack=RackId(part.rack), slot=part.slot, family=FamilyId(part.name))


def _layout(masters: CompiledMasters) -> LineLayout | BlockLayout:
    layout = masters.masters.layout
    if layout.aisles == 1:
        return LineLayout()
    length_mm = layout.positions_per_aisle * layout.position_mm
    return BlockLayout(aisle_mm=(length_mm,) * layout.aisles, pitch_mm=layout.aisle_mm)


def _due_ms(
    state: CellState,
    masters: CompiledMasters,
    rack: Rack,
    number: int,
    base_ms: int,
    now_ms: int,
) -> int:
    times = slot_times(state, masters, rack, number)
    if times is None:
        return now_ms + DUE_UNKNOWN_MS
    return max(0, times.latest_us // 1000 - base_ms)
