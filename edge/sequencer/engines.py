"""Which engine serves: the kernels once they are compiled in this process, else the reference."""

from __future__ import annotations

from typing import Protocol

from edge.sequencer.pick_plan import PickPlan
from edge.sequencer.problem import BadProblem, Engine, PlanParams, PlanProblem
from edge.sequencer.reference import Leg, Outcome


class Solver(Protocol):
    """Decides the cut of a valid problem with at least one vehicle that is not frozen."""

    def fits(self, problem: PlanProblem) -> bool:
        """Whether the numbers of the problem are within what this engine counts with."""
        ...

    def solve(self, problem: PlanProblem, params: PlanParams) -> Outcome:
        """The best plan found, with its proof or gap."""
        ...

    def cheapest(self, problem: PlanProblem) -> tuple[Leg, ...]:
        """The cut of least work, late or not."""
        ...

    def live(self, problem: PlanProblem) -> LivePlan:
        """The same, to be kept through changes."""
        ...


class LivePlan(Protocol):
    """An engine's own form of one problem, to follow it through changes."""

    def change(self, change: object, last: PickPlan, problem: PlanProblem) -> LivePlan:
        """The form of `problem`, which is that of the last plan after `change`."""
        ...

    def decide(self, params: PlanParams) -> Outcome:
        """The best plan of the present problem, with its proof or gap."""
        ...


_compiled: list[Solver] = []  # compiled code belongs to the process, so its place is here


def enable(solver: Solver) -> None:
    """From now on `solver` serves "auto" and "kernels"."""
    _compiled[:] = [solver]


def choose(engine: Engine) -> Solver | None:
    """The compiled solver, or None where the reference is to serve."""
    if engine == "kernels" and not _compiled:
        raise BadProblem('engine "kernels" is not ready: call warm() first, or use "auto"')
    return _compiled[0] if _compiled and engine != "reference" else None
