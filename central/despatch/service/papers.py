"""What stands on the papers that go with the goods: reading only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from central.agreements.model.keys import PartKey
from central.agreements.service import contracts as agreements
from central.cums.service.note_accounts import End, accounts_of, end_of, returns_of
from central.despatch.service.listings import notes_of_load
from central.despatch.service.numbers import division_of_lines
from central.despatch.service.units import contents_of, outermost_on, tree_of
from central.despatch.tables import loads
from central.orders.service import reading as orders
from central.orders.service.lines import rows_of
from central.partners.rules.customers import Customer
from central.partners.rules.divisions import Division
from central.partners.service import customers, divisions
from central.partners.service.roles import Parties, parties_of

ZERO = Decimal(0)
Stored = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """``order``: the customer's purchase order or reference; ``units``: plates in which some of it
    is; ``loose``: so much of it is in none.
    """

    part: str
    our_part: str
    description: str
    quantity: Decimal
    unit: str
    order: str
    units: tuple[str, ...]
    loose: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """What is no longer on a note: taken off it (``undone``), or it came back by a return."""

    on: date
    part: str
    quantity: Decimal
    unit: str
    why: str
    undone: bool
    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePaper:
    """``us`` None: no division is said, and there is not just one. ``customer`` and ``parties``
    None: they were never entered. ``gross_g``: of all outermost units, grams; None: not each of
    them was weighed, something is loose, or there is none.
    """

    note: Stored
    us: Division | None
    customer: Customer | None
    parties: Parties | None
    lines: Sequence[PaperLine]
    units: Sequence[Row[Any]]
    outermost: Sequence[str]
    gross_g: int | None
    gone: Sequence[Gone] = ()
    """Since it left, the first first."""
    all_gone: bool = False

    @property
    def copy(self) -> int:
        """1: as it left; each change since makes another one."""
        return 1 + len(self.gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPaper:
    """``notes``: those that are on it, or left with it."""

    load: Stored
    us: Division | None
    notes: Sequence[NotePaper]


def note_paper(connection: Connection, note: str) -> NotePaper | None:
    """None: there is no such note."""
    found = orders.note_of(connection, note)
    if found is None:
        return None
    row, taken = found
    outermost = outermost_on(connection, note)
    tree = tree_of(connection, outermost)
    lines = _lines(connection, taken, contents_of(connection, [it.unit for it in tree]))
    customer = customers.customer_of(connection, row["customer"])
    place = row["plant"], row["unloading_point"]
    return NotePaper(
        note=row,
        us=_division(connection, taken, customer),
        customer=customer,
        parties=None if customer is None else parties_of(connection, customer, *place),
        lines=lines,
        units=tree,
        outermost=outermost,
        gross_g=_gross(lines, [it for it in tree if not it.parent]),
        gone=_gone(connection, note),
        all_gone=end_of(accounts_of(connection, [note]).get(note, ())) is End.RETURNED,
    )


def _gone(connection: Connection, note: str) -> list[Gone]:
    units: dict[PartKey, str] = {}

    def unit_of(key: PartKey) -> str:
        if key not in units:
            part = agreements.agreement_part(connection, *key)
            units[key] = part.unit if part else ""
        return units[key]

    found = [
        Gone(
            on=it["on_day"],
            part=it["part"],
            quantity=it["quantity"],
            unit=unit_of(PartKey(it["agreement"], it["part"])),
            why=it["why"],
            undone=True,
            at_us=it["at_us"],
        )
        for it in orders.parts_undone(connection, note)
    ]
    found += [
        Gone(
            on=it.on,
            part=it.part,
            quantity=it.quantity,
            unit=unit_of(PartKey(it.agreement, it.part)),
            why=it.why,
            undone=False,
            at_us=it.at_us,
        )
        for it in returns_of(connection, note)
    ]
    return sorted(found, key=lambda it: it.at_us)


def load_paper(connection: Connection, load: int) -> LoadPaper | None:
    """None: there is no such load."""
    row = connection.execute(select(loads).where(loads.c.load == load)).mappings().one_or_none()
    if row is None:
        return None
    names = notes_of_load(connection, dict(row))
    papers = [it for it in (note_paper(connection, name) for name in names) if it is not None]
    whose = {it.us.division: it.us for it in papers if it.us is not None}
    us = next(iter(whose.values())) if len(whose) == 1 else _only(connection)
    return LoadPaper(load=dict(row), us=us, notes=papers)


def _division(
    connection: Connection, taken: Sequence[Stored], customer: Customer | None
) -> Division | None:
    """Of the contracts, else of the customer, else the only one."""
    code = division_of_lines(connection, [it["line"] for it in taken if it["line"]])
    code = code or (customer.division if customer is not None else "")
    found = divisions.division_of(connection, code) if code else None
    return found or _only(connection)


def _only(connection: Connection) -> Division | None:
    active = [it for it in divisions.divisions(connection) if it.active]
    return active[0] if len(active) == 1 else None


def _lines(
    connection: Connection, taken: Sequence[Stored], inside: Sequence[Row[Any]]
) -> list[PaperLine]:
    rows = {row.line: row for row in rows_of(connection, {it["line"] for it in taken})}
    found = []
    for it in taken:
        part = agreements.agreement_part(connection, it["agreement"], it["part"])
        row = rows.get(it["line"])
        key = it["agreement"], it["part"], it["line"]
        packed = [c for c in inside if (c.agreement, c.part, c.line) == key]
        line = PaperLine(
            part=it["part"],
            our_part=part.our_part if part else "",
            description=part.description if part else "",
            quantity=it["quantity"],
            unit=part.unit if part else "",
            order="" if row is None else row.purchase_order or row.reference,
            units=tuple(sorted({c.unit for c in packed})),
            loose=max(ZERO, it["quantity"] - sum((c.quantity for c in packed), ZERO)),
        )
        found.append(line)
    return found


def _gross(lines: Sequence[PaperLine], outermost: Sequence[Row[Any]]) -> int | None:
    weights: list[int] = [it.gross_g for it in outermost if it.gross_g is not None]
    if not weights or len(weights) < len(outermost) or any(it.loose for it in lines):
        return None
    return sum(weights)
