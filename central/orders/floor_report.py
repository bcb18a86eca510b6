"""What was called in sequence, picked and shipped on the floor, beside what order lines authorise:
the difference is shown, and nothing is overwritten. A sequence message gives order only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Select, func, select

from central.agreements.model.keys import CumKey, PartKey
from central.agreements.model.options import Returns
from central.agreements.model.resolver import terms_of_part
from central.agreements.service import contracts as agreements
from central.cums.service.present import present_periods
from central.db.exact import total
from central.orders.floor import FloorPart, FloorParts
from central.orders.rules.lines import LineState
from central.orders.rules.note_states import GONE
from central.orders.service.despatch import UNDONE
from central.orders.service.notes import OFFICE
from central.orders.tables import UNPOSTED, floor_shipments, lines, note_lines, notes
from central.partners.rules.customers import Customer
from central.partners.service import customers as partners
from central.partners.service.days import day_of
from central.tracking.service import shipments
from central.words import reasons_json
from central.words.reasons import Reason

ZERO = Decimal(0)
DAY_US = 86_400_000_000
DAYS = 7


class Mark(StrEnum):
    """What stands out in a row."""

    NONE = ""
    AHEAD = "called_ahead"
    """More was called in sequence, up to the end of the day, than lines of the days authorise."""
    BEYOND = "beyond"
    """More was shipped than any open order line asked for."""
    APART = "apart"
    """The cum and part-to-VIN do not agree."""
    UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One agreement part on one day. ``ahead``: called less authorised, added up over the days that
    are shown; ``difference`` is of this day alone.
    """

    on: date
    customer: str
    agreement: str
    part: str
    our_part: str
    called: Decimal = ZERO
    picked: Decimal = ZERO
    shipped: Decimal = ZERO
    authorised: Decimal = ZERO
    beyond: Decimal = ZERO
    ahead: Decimal = ZERO
    mark: Mark = Mark.NONE

    @property
    def difference(self) -> Decimal:
        return self.called - self.authorised


@dataclass(frozen=True, slots=True, kw_only=True)
class CumDifference:
    """Of the present period: our despatched cum, and what it is made of. ``point``: of which, where
    each unloading point has a cum. ``vin``: pieces married
    to vehicles in racks that were shipped, whether or not they moved the cum.
    """

    customer: str
    agreement: str
    part: str
    point: str
    our_part: str
    since: date | None
    cum: Decimal
    vin: Decimal
    office: Decimal
    corrected: Decimal
    mark: Mark

    @property
    def difference(self) -> Decimal:
        """What of the cum neither part-to-VIN, nor notes of the office, nor people explain."""
        return self.cum - self.vin - self.office - self.corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Unposted:
    """A part of a shipped rack that moved no cum."""

    node: str
    rack: str
    our_part: str
    on: date
    quantity: Decimal
    state: str
    reasons: tuple[Reason, ...]


_Key = tuple[str, str, date]


def days(connection: Connection, now_us: int, *, back: int = DAYS) -> tuple[DayRow, ...]:
    """The last ``back`` days and today, by customer, part and day. Parts that stand for no
    agreement part, or for several, come first, with an empty agreement.
    """
    since_us = now_us - (back + 1) * DAY_US
    parts = FloorParts(connection)
    today = day_of(connection, "", now_us)
    first = today - timedelta(days=back)
    sums: dict[_Key, DayRow] = {}
    calendar = _Days(connection)
    for name, found in (
        ("called", shipments.called_in_sequence(connection, since_us)),
        ("picked", shipments.picked_not_shipped(connection, since_us)),
    ):
        by_day: Counter[tuple[str, date]] = Counter()
        for it in found:
            by_day[it.part, calendar.of(parts.one(it.part), it.at_us)] += it.quantity
        for (part, on), quantity in by_day.items():
            _add(sums, parts.one(part), part, on, name, Decimal(quantity))
    _add_shipped(connection, sums, first)
    _add_authorised(connection, sums, parts, first, today)
    return _marked(row for row in sums.values() if row.on >= first)


class _Known(NamedTuple):
    """What returns do, our number of the part, and whether each unloading point has a cum."""

    returns: Returns = Returns.KEEP_CUM
    our_part: str = ""
    by_point: bool = False

    def cum_at(self, agreement: str, part: str, point: str | None) -> CumKey:
        return CumKey(agreement, part, point or "" if self.by_point else "")


def _known_parts(connection: Connection) -> dict[PartKey, _Known]:
    found = {}
    for it in agreements.all_agreements(connection):
        for part in it.parts:
            terms = terms_of_part(it.terms, part.terms)
            known = _Known(terms.returns, part.our_part, terms.by_point)
            found[PartKey(it.agreement, part.part)] = known
    return found


def cums(connection: Connection) -> tuple[CumDifference, ...]:
    """Cums of which the floor ever shipped something."""
    table = floor_shipments
    counted = table.c.agreement != "", table.c.state != UNDONE
    racks = table.outerjoin(notes, notes.c.note == table.c.rack)
    point = func.coalesce(notes.c.unloading_point, "")
    keys = (table.c.customer, table.c.agreement, table.c.part, point)
    query = select(*keys).select_from(racks).where(*counted).distinct().order_by(*keys)
    known = defaultdict(_Known, _known_parts(connection))
    shipped = {}
    for customer, agreement, part, to in connection.execute(query):
        of = PartKey(agreement, part)
        shipped[known[of].cum_at(agreement, part, to)] = customer
    present = present_periods(connection, {key: known[key.of_part].returns for key in shipped})
    since = {key: it.since for key, it in present.items()}
    went = select(*keys[1:], total(table.c.quantity)).select_from(racks).where(*counted)
    vin = _sums(connection, went, table.c.on_day, since, known)
    office = _sums(connection, _OF_OFFICE, notes.c.on_day, since, known)
    found = []
    for key, customer in shipped.items():
        said = CumDifference(
            customer=customer,
            **key._asdict(),
            our_part=known[key.of_part].our_part,
            since=since[key],
            cum=present[key].cum,
            vin=vin[key],
            office=office[key],
            corrected=present[key].by_people,
            mark=Mark.NONE,
        )
        found.append(replace(said, mark=Mark.APART if said.difference else Mark.NONE))
    return tuple(found)


def unposted(connection: Connection) -> tuple[Unposted, ...]:
    """The oldest first, with the reason."""
    table = floor_shipments
    query = select(table).where(table.c.state.in_(UNPOSTED)).order_by(table.c.fact)
    return tuple(
        Unposted(
            node=row.node,
            rack=row.rack,
            our_part=row.our_part,
            on=row.on_day,
            quantity=row.quantity,
            state=row.state,
            reasons=reasons_json.from_json(row.reasons),
        )
        for row in connection.execute(query)
    )


class _Days:
    """The day of a moment where the customer of a part is."""

    def __init__(self, connection: Connection) -> None:
        self._customers = {it.customer: it for it in partners.customers(connection)}
        self._known: dict[tuple[str, int], date] = {}

    def of(self, meant: FloorPart | None, at_us: int) -> date:
        name = "" if meant is None else meant.customer
        key = name, at_us // shipments.QUARTER_US
        if key not in self._known:
            customer = self._customers.get(name) or Customer(customer=name, name=name)
            self._known[key] = partners.today(customer, at_us)
        return self._known[key]


def _add(
    sums: dict[_Key, DayRow],
    meant: FloorPart | None,
    number: str,
    on: date,
    name: str,
    quantity: Decimal,
) -> None:
    customer, agreement = ("", "") if meant is None else (meant.customer, meant.agreement)
    part = number if meant is None else meant.part
    row = sums.get((agreement, part, on)) or DayRow(
        on=on, customer=customer, agreement=agreement, part=part, our_part=number
    )
    sums[agreement, part, on] = replace(row, **{name: getattr(row, name) + quantity})


def _add_shipped(connection: Connection, sums: dict[_Key, DayRow], first: date) -> None:
    table = floor_shipments
    query = select(table).where(table.c.on_day >= first, table.c.state != UNDONE)
    for it in connection.execute(query):
        key = it.agreement, it.part or it.our_part, it.on_day
        row = sums.get(key) or DayRow(
            on=it.on_day,
            customer=it.customer,
            agreement=it.agreement,
            part=it.part or it.our_part,
            our_part=it.our_part,
        )
        sums[key] = replace(row, shipped=row.shipped + it.quantity, beyond=row.beyond + it.beyond)


def _add_authorised(
    connection: Connection, sums: dict[_Key, DayRow], parts: FloorParts, first: date, last: date
) -> None:
    """Of the agreement parts that the floor has anything of."""
    floor = {(row.agreement, row.part): row for row in sums.values() if row.agreement}
    keys = lines.c.agreement, lines.c.part, lines.c.on_day
    query = select(*keys, total(lines.c.quantity)).where(
        lines.c.on_day.between(first, last), lines.c.state != LineState.TAKEN_OUT.value
    )
    for agreement, part, on, quantity in connection.execute(query.group_by(*keys)):
        known = floor.get((agreement, part))
        if known is None:
            continue
        row = sums.get((agreement, part, on)) or DayRow(
            on=on,
            customer=known.customer,
            agreement=agreement,
            part=part,
            our_part=known.our_part,
        )
        sums[agreement, part, on] = replace(row, authorised=row.authorised + quantity)


def _marked(rows: Any) -> tuple[DayRow, ...]:
    ahead: dict[PartKey, Decimal] = defaultdict(lambda: ZERO)
    found = []
    for row in sorted(rows, key=lambda row: (row.customer, row.agreement, row.part, row.on)):
        key = PartKey(row.agreement, row.part)
        ahead[key] += row.difference
        so_far = ahead[key]
        mark = Mark.NONE
        if not row.agreement:
            mark = Mark.UNMAPPED
        elif row.beyond:
            mark = Mark.BEYOND
        elif so_far > 0:
            mark = Mark.AHEAD
        found.append(replace(row, ahead=so_far, mark=mark))
    return tuple(found)


_OF_OFFICE = (
    select(
        note_lines.c.agreement,
        note_lines.c.part,
        notes.c.unloading_point,
        total(note_lines.c.quantity),
    )
    .join(notes, notes.c.note == note_lines.c.note)
    .where(notes.c.state.in_([it.value for it in GONE]), notes.c.origin == OFFICE)
)


def _sums(
    connection: Connection,
    query: Select[Any],
    on_day: Column[date],
    since: Mapping[CumKey, date | None],
    known: Mapping[PartKey, _Known],
) -> Mapping[CumKey, Decimal]:
    """What counts in the present period of each cum. ``query``: agreement, part, point and sum.
    Periods begin on few days.
    """
    found: dict[CumKey, Decimal] = defaultdict(lambda: ZERO)
    for start in set(since.values()):
        some = query if start is None else query.where(on_day >= start)
        for agreement, part, point, quantity in connection.execute(
            some.group_by(*list(query.selected_columns)[:3])
        ):
            key = known[PartKey(agreement, part)].cum_at(agreement, part, point)
            if key in since and since[key] == start:
                found[key] += quantity
    return found
