"""The answer: tours, what they cost level by level, and why nothing better exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from edge.sequencer.problem import Part, PlanProblem
from edge.sequencer.walk import Walks

ON_TIME = "the cut of least work is on time, and no cut has less work"
ALL_LABELS = "every partial plan was extended or ruled out by dominance or by a bound"
AT_BOUND = "the plan meets the bound on lateness and on work"
FIXED = "full racks in line order: a comparison, nothing is proven"
NOT_SEARCHED = "the cut of least work is late, and no other was looked for"
TRUNCATED = "the search kept too few partial plans to be exact (label_limit, work_limit)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Proof or gap, for lateness first and work second.

    optimal: no plan has less (late_ms, work_ms) in this order. bound_late_ms, bound_work_ms: no
    plan has less lateness; no plan with that lateness has less work. argument: what proves it.
    any_order: the proof holds also against plans whose later tours start before earlier ones.
    """

    optimal: bool
    any_order: bool
    bound_late_ms: int
    bound_work_ms: int
    gap_late_ms: int
    gap_work_ms: int
    argument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The plan by objective level, frozen tours left out.

    late_ms: weighted lateness summed over tours; work_ms: all tour durations; changed: vehicles
    whose tour is cut otherwise than before; slack_ms: smallest slack of a tour (negative: late).
    """

    late_ms: int
    work_ms: int
    changed: int
    pickers: int
    slack_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One part to take: where from, for whom, and where to."""

    vehicle: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One tour: `vehicles` from `first`, by whom and when."""

    first: int
    vehicles: int
    picker: str
    start_ms: int
    finish_ms: int
    due_ms: int
    frozen: bool = False


class Tour:
    """One walk of a picker: consecutive vehicles, times, and (worked out when asked for) the
    faces in walking order and the picks in that order."""

    def __init__(self, problem: PlanProblem, walks: Walks, cut: Cut) -> None:
        self._problem = problem
        self._walks = walks
        self.first = cut.first
        self.last = cut.first + cut.vehicles - 1
        self.picker = cut.picker
        self.start_ms = cut.start_ms
        self.finish_ms = cut.finish_ms
        self.due_ms = cut.due_ms
        self.slack_ms = cut.due_ms - cut.finish_ms
        self.frozen = cut.frozen

    def __repr__(self) -> str:
        return (
            f"Tour({self.picker} {self.start_ms}-{self.finish_ms} ms, "
            f"vehicles {self.first}-{self.last}, slack {self.slack_ms} ms)"
        )

    @cached_property
    def vehicles(self) -> tuple[str, ...]:
        """Ids of the vehicles served, in line order."""
        return tuple(v.id for v in self._problem.vehicles[self.first : self.last + 1])

    @cached_property
    def faces(self) -> tuple[int, ...]:
        """Indexes of the faces in walking order, each once."""
        chosen = self._problem.vehicles[self.first : self.last + 1]
        return self._walks.order(part.face for v in chosen for part in v.parts)

    @cached_property
    def walk_mm(self) -> int:
        """Length of the walk."""
        return self._walks.length_mm(self.faces)

    @cached_property
    def picks(self) -> tuple[Pick, ...]:
        """Every part of the tour, by face in walking order, then by vehicle."""
        turn = {face: index for index, face in enumerate(self.faces)}
        chosen = self._problem.vehicles[self.first : self.last + 1]
        picks = [Pick(vehicle=v.id, part=part) for v in chosen for part in v.parts]
        picks.sort(key=lambda pick: turn[pick.part.face])
        return tuple(picks)


class PickPlan:
    """Tours in line order with their cost and certificate.

    engine: which code answered ("kernels" or "reference"). Tours are made when asked for; the
    cuts they are made of are in `cuts`.
    """

    def __init__(
        self,
        *,
        problem: PlanProblem,
        cuts: Sequence[Cut],
        cost: Cost,
        certificate: Certificate,
        engine: str,
    ) -> None:
        self.problem = problem
        self.cuts = tuple(cuts)
        self.cost = cost
        self.certificate = certificate
        self.engine = engine

    @cached_property
    def tours(self) -> tuple[Tour, ...]:
        """All tours in line order, frozen ones first."""
        walks = Walks(self.problem.layout, self.problem.faces)
        return tuple(Tour(self.problem, walks, cut) for cut in self.cuts)
