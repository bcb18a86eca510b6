"""What of masters is too large for the planner of a cell: it counts millimetres and milliseconds in
whole numbers of 64 bits, and sums over all tours must fit. Pure.

Central refuses such masters. A cell that has them from before goes on: its pickers get the next
slots in order, and it says why there is no plan.
"""

from __future__ import annotations

from collections.abc import Iterator

from wire.masters import Layout, Masters

MM_MAX = 1 << 31
MS_MAX = 1 << 31
"""24 days and 20 hours: of the way through all aisles."""
STEP_S_MAX = 86_400
"""A day: of what one tour, one stop or one piece takes."""


def plan_faults(masters: Masters) -> Iterator[str]:
    """In words that say what to lower; none: every plan can be counted."""
    layout = masters.layout
    aisle_mm = layout.positions_per_aisle * layout.position_mm
    if aisle_mm > MM_MAX:
        yield (
            f"layout: {layout.positions_per_aisle} positions_per_aisle of position_mm "
            f"{layout.position_mm} are an aisle of {aisle_mm // 1_000_000} km; the planner counts "
            f"to {MM_MAX // 1_000_000} km: lower one of them"
        )
    elif way_ms(layout) > MS_MAX:
        yield (
            f"layout: the way through all {layout.aisles} aisles takes "
            f"{way_ms(layout) // 3_600_000} hours at walk_mm_per_s {layout.walk_mm_per_s}; the "
            f"planner counts to {MS_MAX // 3_600_000} hours: lower position_mm, "
            "positions_per_aisle, aisles or aisle_mm, or raise walk_mm_per_s"
        )
    for name in ("setup_s", "stop_s", "pick_s"):
        if (seconds := getattr(layout, name)) > STEP_S_MAX:
            yield f"layout: {name} {seconds} is longer than a day ({STEP_S_MAX} s); lower it"


def way_ms(layout: Layout) -> int:
    """No tour walks further: every aisle up and down, and past all of them and back."""
    aisle_mm = layout.positions_per_aisle * layout.position_mm
    way_mm = 2 * layout.aisles * (aisle_mm + layout.aisle_mm)
    return way_mm * 1000 // layout.walk_mm_per_s
