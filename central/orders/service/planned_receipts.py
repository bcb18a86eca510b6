"""Daily planned receipts: what order lines say is to arrive from a day on, with what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, and_, or_, select, text

from central.orders.rules.lines import LineState
from central.orders.rules.planned_receipts import Place, Planned, Total, planned, totals
from central.orders.tables import OPEN, lines
from central.partners.service.days import day_of, moment_of
from central.words.reasons import RuleRefusedError, because

DAYS, DAYS_MAX = 3, 31
LINES_MAX = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``first`` None: today, by UTC. ``days``: that one and those after it."""

    first: date | None = None
    days: int = DAYS
    customer: str = ""
    unloading_point: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedReceipts:
    first: date
    last: date
    rows: tuple[Planned, ...]
    totals: tuple[Total, ...]


def planned_receipts(connection: Connection, asked: Asked, now_us: int) -> PlannedReceipts:
    """Order lines of the days, and those of days before that are still to leave. RuleRefusedError:
    there are more than are added up.
    """
    first = asked.first or day_of(connection, "", now_us)
    last = first + timedelta(days=asked.days - 1)
    of_days = and_(lines.c.due_on.between(first, last), lines.c.state != LineState.TAKEN_OUT.value)
    query = select(lines).where(or_(of_days, and_(lines.c.due_on < first, text(OPEN))))
    for name in ("customer", "unloading_point", "part"):
        if value := getattr(asked, name):
            query = query.where(lines.c[name] == value)
    found = connection.execute(query.order_by(lines.c.due_on).limit(LINES_MAX + 1)).all()
    if len(found) > LINES_MAX:
        words = "more than {most} order lines: ask for fewer days, a customer or a part"
        raise RuleRefusedError(because("orders.too_many_lines", words, most=LINES_MAX))
    each = [
        Planned(
            place=Place(
                on=row.due_on,
                at=row.at_time,
                to=row.until_time,
                customer=row.customer,
                plant=row.plant,
                unloading_point=row.unloading_point,
                agreement=row.agreement,
                part=row.part,
            ),
            to_arrive=row.quantity,
            left=row.despatched,
        )
        for row in found
    ]
    names = {it.place.customer for it in each}
    now = {name: moment_of(connection, name, now_us) for name in names}
    rows = planned(each, now)
    return PlannedReceipts(first=first, last=last, rows=rows, totals=totals(rows))
