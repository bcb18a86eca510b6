"""The cum ledger of one agreement part as people read it: movements with the cums after each, what
the customer named, what they authorised, and the picture of it all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from central.agreements.model.agreement import Agreement
from central.agreements.model.keys import CumKey, PartKey
from central.agreements.model.options import COUNTING, Reconcile, Returns
from central.agreements.model.resolver import TermsOfPart, terms_of_part
from central.agreements.service import contracts as agreements
from central.agreements.service.contracts import AgreementPart
from central.cums.model import Use
from central.cums.rules.authorisation import Highest, begin_period, raise_to
from central.cums.rules.cum_chart import CumChart, Point
from central.cums.rules.ledger import Balance, Difference, Ledger
from central.cums.rules.movements import ResetPlanned
from central.cums.rules.running_cums import After, after_each, by_day
from central.cums.service.arrived import Arrived, arrived_by_part
from central.cums.service.counts import count_of, counts_of
from central.cums.service.differences import differences_of
from central.cums.service.keys import is_of
from central.cums.service.ledger_store import Posted, how_many_before, ledger_of, posted
from central.cums.service.ledgers import current_balances, sums_of
from central.cums.service.points import points_by_part
from central.cums.service.stated import authorisations_from, told_for
from central.cums.tables_receipts import receipts
from central.cums.tables_stated import STATED

ROWS = 100
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRow:
    posted: Posted
    after: After


@dataclass(frozen=True, slots=True, kw_only=True)
class CumView:
    """``rows``: the newest first, those before ``before`` (None: these were all)."""

    of: CumKey
    part: AgreementPart
    balance: Balance
    arrived: Arrived
    customers_cum: Decimal | None
    """The last that the customer named, and on which day."""
    customers_day: date | None
    highest: Highest | None
    liability: Mapping[Use, Decimal]
    """Of each highest what is not despatched; empty where the two are of no one count."""
    starts: tuple[date, ...]
    planned: ResetPlanned | None
    rows: tuple[MovementRow, ...]
    before: int | None
    chart: CumChart


def cum_view(
    connection: Connection, of: CumKey, *, until: date, before: int | None = None
) -> CumView | None:
    """None: there is no such agreement part. ``until``: the last day of the picture."""
    found = agreements.agreement_part(connection, *of.of_part)
    if found is None:
        return None
    ledger = ledger_of(connection, of, found.terms.returns)
    rows, earlier = _rows(connection, of, ledger, before)
    said = _named(connection, of)
    authorised = _authorised(connection, of, ledger)
    arrived = _arrived(connection, of, found, ledger)
    days = by_day(ledger)
    got = _changes([(day.on, day.received) for day in days], ledger.starts)
    got = _with_last(got, arrived)
    counts = found.terms.compares in COUNTING
    return CumView(
        of=of,
        part=found,
        balance=ledger.balance,
        arrived=arrived,
        customers_cum=said[-1][1] if said else None,
        customers_day=said[-1][0] if said else None,
        highest=authorised.highest,
        liability=_liability(authorised.highest, ledger) if counts else {},
        starts=ledger.starts,
        planned=ledger.planned,
        rows=rows,
        before=earlier,
        chart=CumChart(
            ours=_changes([(day.on, day.despatched) for day in days], ledger.starts),
            customers=_higher(said, got, ledger.starts) if counts or not said else said,
            fabricate=authorised.fabricate,
            raw_material=authorised.raw_material,
            resets=ledger.starts,
            until=until,
        ),
    )


def _rows(
    connection: Connection, of: CumKey, ledger: Ledger, before: int | None
) -> tuple[tuple[MovementRow, ...], int | None]:
    """The newest first, and before which movement earlier ones stand; None: there are none."""
    kept = posted(connection, of, before=before, rows=ROWS)
    since = how_many_before(connection, of, kept[0].seq) if kept else 0
    until_here = ledger.movements[: since + len(kept)]
    after = after_each(until_here, ledger.returns, since=since)
    rows = [MovementRow(posted=row, after=it) for row, it in zip(kept, after, strict=True)]
    shown = tuple(reversed(rows))
    return shown, shown[-1].posted.seq if since else None


def _arrived(connection: Connection, key: CumKey, part: AgreementPart, ledger: Ledger) -> Arrived:
    start, returns = ledger.period_start, ledger.returns
    counts = part.terms.compares in COUNTING
    count = count_of(connection, key, start, returns) if counts else None
    return arrived_by_part(
        connection,
        {key: ledger.balance},
        {} if count is None else {key: count},
        {key: ledger.differing_notes()},
        {key: returns},
        by_note=[key] if part.terms.compares is Reconcile.USE_DELIVERY_NOTE else (),
    )[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class CumRow:
    """A cum now; ``point`` empty: of the part, or, where each unloading point has one, of none that
    is known yet.
    """

    customer: str
    agreement: str
    part: str
    point: str
    our_part: str
    balance: Balance
    arrived: Arrived


SORTS = ("part", "in_transit", "differing", "disputed")
"""By customer, agreement and part, or the greatest of a figure first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CumsWanted:
    """A filter; empty: whatever. ``at_least``: of the figure that ``sort`` names."""

    customer: str = ""
    agreement: str = ""
    part: str = ""
    sort: str = SORTS[0]
    at_least: Decimal | None = None

    def is_of(self, it: Agreement) -> bool:
        of_customer = self.customer in ("", it.customer)
        return of_customer and self.agreement in ("", it.agreement)


def cum_rows(connection: Connection, wanted: CumsWanted | None = None) -> tuple[CumRow, ...]:
    """Every cum that is wanted; None: all, by customer."""
    wanted = wanted or CumsWanted()
    keys = _keys(connection, wanted)
    terms = {key: of.terms for key, of in keys.items()}
    options = {key: it.returns for key, it in terms.items()}
    now = _present(connection, options)
    starts = {key: start for key, (_, start) in now.items()}
    counts = counts_of(connection, starts, options)
    differing = {
        key: _of_period(of_part, starts[key])
        for key, of_part in differences_of(connection, starts).items()
    }
    counting = {key for key, it in terms.items() if it.compares in COUNTING}
    arrived = arrived_by_part(
        connection,
        {key: balance for key, (balance, _) in now.items()},
        {key: count for key, count in counts.items() if key in counting},
        differing,
        options,
        by_note={key for key, it in terms.items() if it.compares is Reconcile.USE_DELIVERY_NOTE},
    )
    found = [
        CumRow(
            customer=of.customer,
            **key._asdict(),
            our_part=of.our_part,
            balance=now[key][0],
            arrived=arrived[key],
        )
        for key, of in keys.items()
    ]
    found.sort(key=lambda row: (row.customer, row.agreement, row.part, row.point))
    return _greatest_first(found, wanted)


class _Of(NamedTuple):
    customer: str
    our_part: str
    terms: TermsOfPart


def _keys(connection: Connection, wanted: CumsWanted) -> dict[CumKey, _Of]:
    """Each cum of every part: of each unloading point that is known, where these are counted."""
    all_agreements = [it for it in agreements.all_agreements(connection) if wanted.is_of(it)]
    parts = {
        PartKey(agreement.agreement, part.part): _Of(
            agreement.customer, part.our_part, terms_of_part(agreement.terms, part.terms)
        )
        for agreement in all_agreements
        for part in agreement.parts
        if wanted.part in ("", part.part)
    }
    named = {agreement.agreement: agreement.points for agreement in all_agreements}
    points = points_by_part(
        connection, {key: named[key.agreement] for key, of in parts.items() if of.terms.by_point}
    )
    return {
        CumKey(*key, point): of for key, of in parts.items() for point in points.get(key) or ("",)
    }


def _greatest_first(rows: Sequence[CumRow], wanted: CumsWanted) -> tuple[CumRow, ...]:
    if wanted.sort == SORTS[0]:
        return tuple(rows)
    figure: Callable[[Any], Decimal] = attrgetter(f"arrived.{wanted.sort}")
    least = wanted.at_least
    kept = rows if least is None else [row for row in rows if figure(row) >= least]
    return tuple(sorted(kept, key=figure, reverse=True))


def _present(
    connection: Connection, options: Mapping[CumKey, Returns]
) -> dict[CumKey, tuple[Balance, date | None]]:
    """The cums of the present period of each agreement part, and its first day."""
    kept = current_balances(connection)
    others = {key: it for key, it in options.items() if key in kept and kept[key].returns is not it}
    found = {key: (it.balance, it.period_start) for key, it in sums_of(connection, others).items()}
    none = Balance(), None
    return {
        key: (kept[key].balance, kept[key].start) if key in kept else none for key in options
    } | found


def _of_period(differences: Sequence[Difference], start: date | None) -> tuple[Difference, ...]:
    """Those of notes that left on that day or later."""
    return tuple(it for it in differences if start is None or it.on >= start)


def _named(connection: Connection, of: CumKey) -> tuple[Point, ...]:
    """Cums that the customer named in schedules and in receiving advice that was booked; the last
    one of each day.
    """
    table = STATED
    query = (
        select(table.c.on_day, table.c.cum)
        .where(told_for(of), table.c.cum.is_not(None))
        .order_by(table.c.on_day, table.c.schedule)
    )
    named = {day: cum for day, cum in connection.execute(query)}
    query = (
        select(receipts.c.on_day, receipts.c.cum)
        .where(
            is_of(receipts, of),
            receipts.c.cum.is_not(None),
            receipts.c.state == "posted",
        )
        .order_by(receipts.c.on_day, receipts.c.receipt)
    )
    for day, cum in connection.execute(query):
        named[day] = max(cum, named.get(day, cum))
    return tuple(sorted(named.items()))


class _Authorised(NamedTuple):
    """The highest cums of the present period, and how they rose."""

    highest: Highest | None
    fabricate: tuple[Point, ...]
    raw_material: tuple[Point, ...]


def _authorised(connection: Connection, of: CumKey, ledger: Ledger) -> _Authorised:
    table = STATED
    query = (
        select(table.c.on_day, table.c.authorisations)
        .where(told_for(of), table.c.authorisations != "[]")
        .order_by(table.c.on_day, table.c.schedule)
    )
    highest: Highest | None = None
    points: list[tuple[date, Highest]] = []
    coming = list(ledger.starts)
    for day, text in connection.execute(query):
        if highest is None:
            highest = Highest(start=day)
        while coming and coming[0] <= day:
            start = coming.pop(0)
            if start > highest.start:
                highest = begin_period(highest, start, Decimal(0))
        highest, _ = raise_to(highest, authorisations_from(text))
        points.append((day, highest))
    return _Authorised(
        highest,
        _rises([(day, it.fabricate) for day, it in points]),
        _rises([(day, it.raw_material) for day, it in points]),
    )


def _liability(highest: Highest | None, ledger: Ledger) -> dict[Use, Decimal]:
    """Nothing where our cum began anew and no schedule has said yet what is authorised since."""
    begun = ledger.period_start
    if highest is None or (begun is not None and highest.start < begun):
        return {}
    return {use: highest.liability(use, ledger.balance.despatched) for use in Use}


def _changes(points: Sequence[Point], starts: Sequence[date]) -> tuple[Point, ...]:
    """Without the days on which the cum stayed as it was."""
    found: list[Point] = []
    for day, cum in points:
        anew = not found or bisect_right(starts, day) != bisect_right(starts, found[-1][0])
        if anew or found[-1][1] != cum:
            found.append((day, cum))
    return tuple(found)


def _higher(
    said: Sequence[Point], got: Sequence[Point], starts: Sequence[date]
) -> tuple[Point, ...]:
    """What the customer has by day: the higher of the customer's count and receipts, as the figure
    in transit takes it; each period begins anew.
    """
    if not said:
        return tuple(got)
    found: list[Point] = []
    last = [(-1, ZERO), (-1, ZERO)]
    for day, side, cum in sorted(
        [(day, 0, cum) for day, cum in said] + [(day, 1, cum) for day, cum in got]
    ):
        period = bisect_right(starts, day)
        last[side] = period, cum
        point = day, max(each for of, each in last if of == period)
        found = [*found[:-1], point] if found and found[-1][0] == day else [*found, point]
    return tuple(found)


def _with_last(got: Sequence[Point], arrived: Arrived) -> tuple[Point, ...]:
    """Receipts, and on its day what had arrived by the last note that the customer named."""
    if arrived.last is None:
        return tuple(got)
    on, cum = arrived.last.named.on, arrived.balance.despatched - arrived.in_transit
    before = [point for point in got if point[0] < on]
    later = [(day, max(cum, each)) for day, each in got if day >= on]
    return (*before, *([] if later and later[0][0] == on else [(on, cum)]), *later)


def _rises(points: Sequence[Point]) -> tuple[Point, ...]:
    """Where the cum became another one, and was not nothing."""
    found: list[Point] = []
    for day, cum in points:
        if cum and (not found or found[-1][1] != cum):
            found = (
                [*found[:-1], (day, cum)] if found and found[-1][0] == day else [*found, (day, cum)]
            )
    return tuple(found)
