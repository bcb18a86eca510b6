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
    alone = [it for it in kept if it.schedule not in newest]
    first = _first_days(connection, alone, today)
    found = {
        it.schedule: HeldUp(it=Consequence(first_on=first.get(it.schedule)), newest=None)
        for it in alone
    }
    for it in kept:
        if it.schedule in newest:
            behind = [
                schedules.demand(other, lines.get(other.schedule, ()))
                for other in later[it.schedule]
            ]
            asked = schedules.demand(it, lines[it.schedule])
            found[it.schedule] = HeldUp(
                it=consequence(asked, behind, today[it.customer]), newest=newest[it.schedule]
            )
    return found


def _first_days(
    connection: Connection, kept: Sequence[StoredSchedule], today: Mapping[str, date]
) -> Mapping[int, date]:
    """The first day from today on for which each asks something, as the rule says it."""
    found: dict[int, date] = {}
    for on in set(today.values()):
        some = [it.schedule for it in kept if today[it.customer] == on]
        for start in range(0, len(some), AT_ONCE):
            query = select(LINES.c.schedule, func.min(LINES.c.on_day)).where(
                LINES.c.schedule.in_(some[start : start + AT_ONCE]),
                LINES.c.quantity > 0,
                LINES.c.on_day >= on,
            )
            rows = connection.execute(query.group_by(LINES.c.schedule))
            found |= {schedule: first for schedule, first in rows}
    return found
