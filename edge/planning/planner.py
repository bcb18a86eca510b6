"""Keeps every picker in work: asks the sequencer in a worker thread, and offers its tours to the
node. What the plan says is told as a fact from time to time.

The search of an overloaded cell ends with the best plan so far before the budget does; a plan that
misses it all the same is left, and the picker gets the next open slots in order instead.
Nothing here can hold up a scan: the thread computes, the loop only copies what it computes on. A
tour that a picker was shown is no part of a later problem, so no plan changes it.

Each plan is made anew from the state, with the last one as a preference among equals. Replanning
by single changes would save a part of the few milliseconds in a thread that nobody waits for, and
would need every fact told twice, once to the state and once to the plan.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog

from edge.cell.inputs import PlanFound, RefusedError, TourOffered
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState
from edge.cell.places import lost_places
from edge.cell.single_inputs import BeginSingle
from edge.cell.single_picks import waiting
from edge.cell.tours import Pick, fallback_tour, pickable, placed, single_at
from edge.journal.store import JournalError
from edge.node.node import Node
from edge.planning.problem import (
    NOBODY,
    NOTHING,
    at_work,
    due_us,
    first_tour,
    nothing_planned,
    picks_of,
    plan_made,
    plan_refused,
    problem_of,
    time_us,
)
from edge.sequencer import BadProblem, PickPlan, PlanParams, PlanProblem, plan
from wire.events import PlanMade
from wire.ids import WorkplaceId
from wire.tours import IN_ORDER

log = structlog.get_logger()

STEPS_EACH_MS = 50_000
"""Of the sequencer's search: about half of the budget, so that an overloaded cell gets the best
plan found so far with its gap, and not one that comes too late.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan, when it was asked for, and what is to be told of it."""

    plan: PickPlan
    asked_us: int
    told: PlanMade


class Planner:
    """One planning task of a cell. ``tell_s``: a plan is told at most once in so long, and while
    nobody waits for a tour it is looked for just so often.
    """

    def __init__(
        self,
        *,
        budget_ms: int,
        horizon_vehicles: int,
        tell_s: float,
        monotonic: Callable[[], float],
    ) -> None:
        self._budget_s = budget_ms / 1000
        self._params = PlanParams(work_limit=budget_ms * STEPS_EACH_MS)
        self._horizon = horizon_vehicles
        self._tell_s = tell_s
        self._monotonic = monotonic
        self._tell_at = self._look_at = 0.0
        self._wake = asyncio.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="planner")
        self._running: asyncio.Future[Found] | None = None
        self._last: PickPlan | None = None
        self.engine = ""
        self._fault = self._lost = ""
        self._not_taken: dict[str, str] = {}

    @property
    def refused(self) -> str:
        """What could not be planned last time, and why; empty: all was."""
        return "; ".join(filter(None, (self._fault, *self._not_taken.values(), self._lost)))

    @property
    def in_use(self) -> str:
        """The engine of the last plan; ``in_order`` while planning is refused."""
        return IN_ORDER if self._fault else self.engine

    def wake(self) -> None:
        """Something changed; whoever has no tour may get one."""
        self._wake.set()

    async def run(self, node: Node) -> None:
        try:
            while True:
                await self._woken()
                if node.compiled is None or node.refusing:
                    continue
                idle = idle_workplaces(node.state)
                if idle or self._monotonic() >= self._look_at:
                    await self._plan_for(node, node.compiled, idle)
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def _woken(self) -> None:
        """Until something changed, or until it is time to tell how things are."""
        try:
            async with asyncio.timeout(self._tell_s):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()

    async def _plan_for(
        self, node: Node, masters: CompiledMasters, idle: list[WorkplaceId]
    ) -> None:
        idle = await self._singles_first(node, idle)
        every, asked_us = pickable(node.state), node.now_us()
        picks = placed(masters, every)
        self._lost = lost_places(masters, every)
        free_us = at_work(node.state, asked_us)
        found = None
        if picks and free_us:
            found = await self._found(node, masters, picks, free_us, asked_us)
        else:
            self._fault = ""
        if found is not None:
            self.engine, self._last = found.plan.engine, found.plan
        for workplace in idle if picks else ():
            given = (
                _planned(found, workplace) if found else _in_order(node.state, masters, workplace)
            )
            if given is not None:
                await self._submit(node, given)
        if found is not None:
            await self._tell(node, found.told)
        elif self._fault:
            await self._tell(node, plan_refused(self._fault))
        elif self._monotonic() >= self._look_at and not (picks and free_us):
            await self._tell(node, nothing_planned(NOBODY if picks else NOTHING))
        if self._monotonic() >= self._look_at:
            self._look_at = self._monotonic() + self._tell_s

    async def _singles_first(self, node: Node, idle: list[WorkplaceId]) -> list[WorkplaceId]:
        """What the line ordered again goes before every tour; returned is who still has none."""
        left = list(idle)
        for single in list(waiting(node.state))[: len(left)]:
            workplace = left.pop(0)
            person = node.state.workplaces[workplace].person
            await self._submit(
                node, BeginSingle(workplace=workplace, rack=single.order.rack, person=person)
            )
        return left

    async def _found(
        self,
        node: Node,
        masters: CompiledMasters,
        picks: list[Pick],
        free_us: dict[WorkplaceId, int],
        asked_us: int,
    ) -> Found | None:
        """The plan, or None: it is late, or there is none, and ``refused`` says why. A planner that
        fails is no reason to stop: it is asked again at the next change.
        """
        try:
            problem = problem_of(
                node.state,
                masters,
                picks,
                free_us,
                horizon=self._horizon,
                now_us=asked_us,
                before=self._last,
            )
            return await self._plan(problem, asked_us)
        except BadProblem as error:
            self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - whatever a plan does, picking goes on
            self._failed(f"{type(error).__name__}: {error}", error)
            self._last = None
        return None

    def _failed(self, reason: str, error: Exception | None = None) -> None:
        if reason != self._fault:
            log.error("plan refused, next slots in order", reason=reason, exc_info=error)
        self._fault = reason

    async def _tell(self, node: Node, told: PlanMade) -> None:
        now = self._monotonic()
        if now >= self._tell_at and await self._submit(node, PlanFound(plan=told)):
            self._tell_at = now + self._tell_s

    async def _submit(self, node: Node, given: TourOffered | PlanFound | BeginSingle) -> bool:
        """Whether anything came of it. A journal that fails, or a state that is not what the
        journal says, must end the cell; anything else is told and left.
        """
        what = type(given).__name__
        try:
            decision = await node.submit(given)
        except JournalError:
            raise
        except RefusedError as error:
            log.info("not taken", what=what, reason=error.detail)
            return False
        except Exception as error:  # before anything was written
            if not node.in_step:
                raise
            reason = f"{what} not taken: {type(error).__name__}: {error}"
            if reason != self._not_taken.get(what):
                log.error("what was planned is not taken", reason=reason, exc_info=error)
            self._not_taken[what] = reason
            return False
        self._not_taken.pop(what, None)
        return bool(decision.facts)

    async def _plan(self, problem: PlanProblem, asked_us: int) -> Found | None:
        """The plan, or None when it is not there within the budget."""
        if self._running is not None and not self._running.done():
            return None
        loop = asyncio.get_running_loop()
        self._running = loop.run_in_executor(self._pool, _find, problem, asked_us, self._params)
        try:
            async with asyncio.timeout(self._budget_s):
                found = await asyncio.shield(self._running)
                self._fault = ""
                return found
        except TimeoutError:
            log.warning("plan missed its budget, next slots in order", budget_s=self._budget_s)
        return None


def idle_workplaces(state: CellState) -> list[WorkplaceId]:
    """Workplaces with a person, not paused, without a tour."""
    return [
        name
        for name, place in state.workplaces.items()
        if place.person
        and not place.paused
        and place.tour is None
        and single_at(state, name) is None
    ]


def _find(problem: PlanProblem, asked_us: int, params: PlanParams) -> Found:
    """In the worker thread; the walks of the tours are put in order here too."""
    found = plan(problem, params)
    return Found(found, asked_us, plan_made(found, asked_us))


def _planned(found: Found, workplace: WorkplaceId) -> TourOffered | None:
    """What the plan gives this workplace now."""
    tour = first_tour(found.plan, workplace)
    if tour is None:
        return None
    return TourOffered(
        workplace=workplace,
        picks=picks_of(tour),
        engine=found.plan.engine,
        optimal=found.plan.certificate.optimal,
        planned_finish_us=time_us(tour.finish_ms, found.asked_us),
        due_us=due_us(tour.due_ms, found.asked_us),
    )


def _in_order(
    state: CellState, masters: CompiledMasters, workplace: WorkplaceId
) -> TourOffered | None:
    picks = fallback_tour(state, masters, workplace)
    if not picks:
        return None
    return TourOffered(workplace=workplace, picks=picks, engine=IN_ORDER, optimal=False)
