"""What each schedule that waits for a person holds up, read for a list of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from central.partners.service.days import day_of
from central.releases import schedules
from central.releases.rules.consequence import Consequence, consequence
from central.releases.rules.states import AWAITING_APPROVAL
from central.releases.schedules import StoredSchedule


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldUp:
    """``newest``: the last of the schedules that wait behind it; None: none does."""

    it: Consequence
    newest: int | None


def consequences(
    connection: Connection, kept: Sequence[StoredSchedule], now_us: int
) -> Mapping[int, HeldUp]:
    """By schedule."""
    alive = schedules.alive(connection, {it.stream.of_part for it in kept})
    later = {
        it.schedule: [
            other
            for other in alive.get(it.stream.of_part, [])
            if other.stream == it.stream and other.schedule > it.schedule
            if other.state in AWAITING_APPROVAL
        ]
        for it in kept
    }
    newest = {number: behind[-1].schedule for number, behind in later.items() if behind}
    lines = schedules.lines_of(connection, {*later, *newest.values()})
    today: dict[str, date] = {}
    found = {}
    for it in kept:
        if it.customer not in today:
            today[it.customer] = day_of(connection, it.customer, now_us)
        behind = [
            schedules.demand(other, lines.get(other.schedule, ())) for other in later[it.schedule]
        ]
        asked = schedules.demand(it, lines[it.schedule])
        found[it.schedule] = HeldUp(
            it=consequence(asked, behind, today[it.customer]), newest=newest.get(it.schedule)
        )
    return found
