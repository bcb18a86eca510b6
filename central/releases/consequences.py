"""What each schedule that waits for a person holds up, read for a list of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from central.db.bulk import AT_ONCE
from central.partners.service.days import day_of
from central.releases import schedules
from central.releases.rules.consequence import Consequence, consequence
from central.releases.rules.states import AWAITING_APPROVAL
from central.releases.schedules import StoredSchedule
from central.releases.tables import LINES


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
    lines = schedules.lines_of(connection, {*newest, *newest.values()})
    today = {it.customer: day_of(connection, it.customer, now_us) for it in kept}
    asks = {it.schedule: newest.get(it.schedule, it.schedule) for it in kept}
    first = _first_days(connection, {asks[it.schedule]: today[it.customer] for it in kept})
    found = {}
    for it in kept:
        first_on = first.get(asks[it.schedule])
        if it.schedule not in newest:
            found[it.schedule] = HeldUp(it=Consequence(first_on=first_on), newest=None)
        else:
            behind = [
                schedules.demand(other, lines.get(other.schedule, ()))
                for other in later[it.schedule]
            ]
            asked = schedules.demand(it, lines[it.schedule])
            found[it.schedule] = HeldUp(
                it=consequence(asked, behind, first_on), newest=newest[it.schedule]
            )
    return found


def _first_days(connection: Connection, since: Mapping[int, date]) -> Mapping[int, date]:
    """The first day, from that of each schedule on, for which it asks something."""
    found: dict[int, date] = {}
    for on in set(since.values()):
        some = [schedule for schedule, first in since.items() if first == on]
        for start in range(0, len(some), AT_ONCE):
            query = select(LINES.c.schedule, func.min(LINES.c.on_day)).where(
                LINES.c.schedule.in_(some[start : start + AT_ONCE]),
                LINES.c.quantity > 0,
                LINES.c.on_day >= on,
            )
            rows = connection.execute(query.group_by(LINES.c.schedule))
            found |= {schedule: first for schedule, first in rows}
    return found
