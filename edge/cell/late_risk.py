"""How probable it is that a rack is done after its despatch deadline, from pick times as observed.

Method. Racks are worked off in the order of the line by the pickers who are there (one, if nobody
is). The work up to the end of a rack is the sum over its own missing pieces and those of all racks
before it; a piece of a part family takes the observed mean and variance of that family, of all
families while it has too few, and the figures of the layout while the cell has too few. Sums of
many pieces are taken as normal; the error of the observed means themselves is added. A rack is not
done before its last number is announced (by takt from the last one seen) and picked; one that
takes the next vehicles not before it is full, as often as they come (``free_places``).

A rack with a hole or a held slot has no such probability, nor has one with free places that no
vehicle comes into by the masters in force: it cannot close until a person decides.
Its forecast says how many slots wait, and every screen says that before any share.

Limits. What a number that was not announced yet will need is taken as the mean of its rack.
Breaks and planned stops are in the deadlines, a stop that the line tells of moves them.
``CellState.scores`` shows how the forecasts came true.
"""

from __future__ import annotations

from collections import Counter
from math import erfc, hypot, sqrt

from edge.cell.evolve_plans import ALL_FAMILIES
from edge.cell.free_places import filled, is_filled_no_more, places_free
from edge.cell.losses import losses_before
from edge.cell.masters import CompiledMasters
from edge.cell.model import CellState, HoldReason, Pace, Rack
from edge.cell.racks import (
    DONE,
    needs_at,
    numbers,
    oldest_first,
    pieces,
    run_of,
    slot_state,
    slot_status,
)
from edge.cell.shorts import reasons_at
from edge.cell.slot_times import SECOND_US, announced_us, rack_due_us
from wire.events import DeferReason
from wire.ids import FamilyId
from wire.slot_state import SlotState
from wire.tours import PLANNED_MAX, RackForecast

ENOUGH_PIECES = 8
"""From so many pieces on, observations count instead of the layout's figures."""
LAYOUT_SPREAD = 0.5
"""Standard deviation of a piece as a share of its mean while nothing was observed."""
NOTHING_LEFT = DONE | {SlotState.SHIPPED}


def forecasts(state: CellState, masters: CompiledMasters, now_us: int) -> tuple[RackForecast, ...]:
    """Of every rack that is not closed and has a deadline, in the order of the line."""
    found: list[RackForecast] = []
    ahead: Counter[FamilyId] = Counter()
    hands = max(1, sum(bool(p.person) and not p.paused for p in state.workplaces.values()))
    for rack in oldest_first(state):
        if rack.closed_us is not None or rack.shipped_us is not None:
            continue
        if len(found) == PLANNED_MAX:
            break
        ahead += _missing_pieces(state, rack)
        due_us = rack_due_us(state, masters, rack, now_us)
        if due_us is None:
            continue
        work_s, spread_s = _work(state, masters, ahead, hands)
        last_us = _last_announced_us(state, masters, rack, now_us)
        if full := filled(state, masters, rack, now_us):
            last_us, spread_s = full.at_us, hypot(spread_s, full.spread_s)
        last_us += round(pace_of(state, masters, ALL_FAMILIES).mean_s * SECOND_US)
        done_us = max(now_us + round(work_s * SECOND_US), last_us)
        found.append(
            RackForecast(
                rack=rack.rack,
                due_us=due_us,
                done_us=done_us,
                spread_ms=round(spread_s * 1000),
                late_permille=(
                    1000 if now_us > due_us else late_permille(due_us, done_us, spread_s)
                ),
                waits=waits(state, masters, rack),
            )
        )
    return tuple(found)


def waits(state: CellState, masters: CompiledMasters, rack: Rack) -> int:
    """Slots that no pick can finish: their number is overdue, they are held for themselves, a part
    of theirs is short, or no vehicle comes into them any more; and lost transmissions that may
    name one.
    """
    run = run_of(state, rack)
    missing = set() if run is None else run.missing.keys() - run.skipped.keys()
    empty = places_free(state, rack) if is_filled_no_more(state, masters, rack) else 0
    return (
        empty
        + len(losses_before(state, rack))
        + sum(
            number in missing
            or slot_status(state, rack, number)[1] not in (None, HoldReason.GAP)
            or bool(set(reasons_at(state, rack, number)) - {DeferReason.LATER})
            for number in numbers(state, rack)
        )
    )


def late_permille(due_us: int, done_us: int, spread_s: float) -> int:
    """Probability, in thousandths, that a normal time with this mean and standard deviation is
    after ``due_us``.
    """
    if spread_s <= 0:
        return 1000 if done_us > due_us else 0
    return round(500 * erfc((due_us - done_us) / (spread_s * SECOND_US) / sqrt(2)))


def pace_of(state: CellState, masters: CompiledMasters, family: FamilyId) -> Pace:
    """Seconds a piece: of the family, else of all, else as the layout says."""
    for name in (family, ALL_FAMILIES):
        pace = state.paces.get(name)
        if pace is not None and pace.pieces >= ENOUGH_PIECES:
            return pace
    layout = masters.masters.layout
    shared_s = layout.setup_s + _walk_s(masters)
    mean_s = layout.pick_s + layout.stop_s + shared_s / layout.tour_vehicles
    return Pace(pieces=ENOUGH_PIECES, mean_s=mean_s, variance_s2=(LAYOUT_SPREAD * mean_s) ** 2)


def _walk_s(masters: CompiledMasters) -> float:
    """Once down the cell and back."""
    layout = masters.masters.layout
    return 2 * layout.positions_per_aisle * layout.position_mm / layout.walk_mm_per_s


def _work(
    state: CellState, masters: CompiledMasters, wanted: Counter[FamilyId], hands: int
) -> tuple[float, float]:
    """Mean and standard deviation, in seconds, until these pieces are picked."""
    mean_s = variance_s2 = 0.0
    for family, count in wanted.items():
        pace = pace_of(state, masters, family)
        mean_s += count * pace.mean_s
        variance_s2 += count * pace.variance_s2 * (1 + count / pace.pieces)
    return mean_s / hands, sqrt(variance_s2) / hands


def _missing_pieces(state: CellState, rack: Rack) -> Counter[FamilyId]:
    wanted: Counter[FamilyId] = Counter()
    known, unannounced, all_pieces = 0, places_free(state, rack), 0
    for number in numbers(state, rack):
        slot = slot_state(state, rack, number)
        if slot is SlotState.MISSING:
            unannounced += 1
            continue
        known += 1
        for need in needs_at(state, rack, number):
            all_pieces += need.quantity
            if slot not in NOTHING_LEFT:
                left = need.quantity - pieces(rack, number, need)
                wanted[need.family] += max(0, left)
    if unannounced:
        a_slot = all_pieces / known if known else 1.0
        wanted[ALL_FAMILIES] += round(unannounced * a_slot)
    return wanted


def _last_announced_us(state: CellState, masters: CompiledMasters, rack: Rack, now_us: int) -> int:
    """When the last number is known; 0: it is."""
    carried = numbers(state, rack)
    return announced_us(state, masters, rack, carried[-1], now_us) if carried else 0
