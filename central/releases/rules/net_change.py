"""Net change: the old schedule beside the new, day by day and window by window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from central.demand.lines import LineStatus, Schedule, Slot

ZERO = Decimal(0)


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    INCREASED = "increased"
    DECREASED = "decreased"
    STATUS = "status"
    """Same quantity, another status."""
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDay:
    """``net``: new less old on this day; ``net_cum``: up to and including it."""

    on: date
    old: Decimal
    new: Decimal
    old_status: tuple[LineStatus | None, ...]
    new_status: tuple[LineStatus | None, ...]
    change: Change
    net_cum: Decimal
    at: str = ""
    """Time of the day; empty: the day as a whole."""

    @property
    def net(self) -> Decimal:
        return self.new - self.old


def compare(old: Schedule | None, new: Schedule) -> tuple[ChangedDay, ...]:
    """A row for each day and window of either. Days before the new schedule are compared as they
    stand.
    """
    before = _by_slot(old)
    after = _by_slot(new)
    rows = []
    net_cum = ZERO
    for slot in sorted({*before, *after}):
        was, old_status = before.get(slot, (None, ()))
        now, new_status = after.get(slot, (None, ()))
        net_cum += (now or ZERO) - (was or ZERO)
        rows.append(
            ChangedDay(
                on=slot.on,
                at=slot.at,
                old=was or ZERO,
                new=now or ZERO,
                old_status=old_status,
                new_status=new_status,
                change=_change(was, now, old_status == new_status),
                net_cum=net_cum,
            )
        )
    return tuple(rows)


Day = tuple[Decimal, tuple[LineStatus | None, ...]]


def _by_slot(schedule: Schedule | None) -> dict[Slot, Day]:
    found: dict[Slot, Day] = {}
    for line in schedule.lines if schedule is not None else ():
        quantity, status = found.get(line.slot, (ZERO, ()))
        together = status if line.status in status else (*status, line.status)
        found[line.slot] = quantity + line.quantity, tuple(sorted(together, key=str))
    return found


def _change(was: Decimal | None, now: Decimal | None, same_status: bool) -> Change:
    if was is None:
        return Change.ADDED
    if now is None:
        return Change.REMOVED
    if now != was:
        return Change.INCREASED if now > was else Change.DECREASED
    return Change.SAME if same_status else Change.STATUS
