"""From the build sequence to picks: which tours, by whom, when, with a proof or a stated gap."""

from edge.sequencer.pick_plan import Certificate, Cost, Cut, Pick, PickPlan, Tour
from edge.sequencer.planner import plan
from edge.sequencer.problem import (
    BadProblem,
    BlockLayout,
    Face,
    FrozenTour,
    LineLayout,
    Part,
    Picker,
    PlanParams,
    PlanProblem,
    PreviousTour,
    Vehicle,
    validate,
)

__all__ = [
    "BadProblem",
    "BlockLayout",
    "Certificate",
    "Cost",
    "Cut",
    "Face",
    "FrozenTour",
    "LineLayout",
    "Part",
    "Pick",
    "PickPlan",
    "Picker",
    "PlanParams",
    "PlanProblem",
    "PreviousTour",
    "Tour",
    "Vehicle",
    "plan",
    "validate",
]
