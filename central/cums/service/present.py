"""The present period of many agreement parts, and what of it people made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select, text

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.effects import effect_of
from central.cums.rules.movements import Carried, Corrected, Returned
from central.cums.service.keys import portions, whose
from central.cums.service.ledger_store import balances_of
from central.cums.service.movement_rows import COLUMNS, movement_of
from central.cums.tables_ledger import BY_PEOPLE, cums, movements


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The present period of an agreement part: our despatched cum, since when it is counted (None:
    the beginning), and what of it people made by corrections and returns.
    """

    cum: Decimal
    since: date | None
    by_people: Decimal


def present_periods(
    connection: Connection, wanted: Mapping[CumKey, Returns]
) -> dict[CumKey, Present]:
    """Of each agreement part, with its option for returns."""
    query = select(cums).order_by(*whose(cums), cums.c.period)
    last = {CumKey(row.agreement, row.part, row.point): row for row in connection.execute(query)}
    made: dict[CumKey, Decimal] = defaultdict(Decimal)
    of_people = select(*whose(movements), *COLUMNS).where(text(BY_PEOPLE))
    for agreement, part, point, *columns in connection.execute(of_people):
        key, on_day = CumKey(agreement, part, point), columns[1]
        row = last.get(key)
        before = row is not None and row.start is not None and on_day < row.start
        if key not in wanted or before:
            continue
        match movement_of(columns):
            case (Corrected() | Returned()) as movement:
                made[key] += effect_of(movement, wanted[key]).despatched
            case _:
                pass
    _carried(connection, {key: last[key].start for key in made if key in last}, made)
    found = {}
    for key, returns in wanted.items():
        row = last.get(key)
        if row is not None and row.returns == returns.value:
            cum = row.despatched
        else:
            cum = balances_of(connection, key, returns)[-1].despatched
        since = None if row is None else row.start
        found[key] = Present(cum=cum, since=since, by_people=made[key])
    return found


def _carried(
    connection: Connection, starts: Mapping[CumKey, date | None], made: dict[CumKey, Decimal]
) -> None:
    """Takes from it what resets carried over into the period before."""
    table, begun = movements.c, [key for key, start in starts.items() if start is not None]
    for some in portions(movements, begun):
        query = select(*whose(movements), table.on_day, table.side, table.quantity).where(
            some, table.kind == "carried_over"
        )
        for row in connection.execute(query):
            key = CumKey(*row[:3])
            if row.on_day == starts[key] and row.side == Carried.DESPATCHED:
                made[key] -= row.quantity
            elif row.on_day == starts[key] and row.side == Carried.RETURNED:
                made[key] += row.quantity
