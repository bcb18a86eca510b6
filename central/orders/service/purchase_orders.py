"""Purchase orders of a customer: numbers that people enter in advance or schedules name first, each
for one or several parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, case, select, tuple_, update

from central.agreements.model import units
from central.agreements.model.keys import PartKey
from central.agreements.model.options import PoInformation
from central.agreements.model.terms import Terms
from central.agreements.service import contracts as agreements
from central.db.bulk import AT_ONCE
from central.db.database import hold, insert_new
from central.db.exact import total
from central.db.work import Work
from central.orders.model import OrderKey
from central.orders.rules.lines import LineState, PurchaseOrder
from central.orders.rules.purchase_orders import Numbers, Ordered
from central.orders.tables import IS_OPEN, lines, purchase_orders
from central.words.reasons import RuleRefusedError, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """How many parts of purchase orders are new, and of how many the quantity is another one."""

    new: int
    changed: int


def numbers_for(connection: Connection, of: PartKey, terms: Terms) -> Numbers | None:
    """What lines of the part are judged by; None: the terms use no purchase orders."""
    if terms.po_information is not PoInformation.USE_PO_INFORMATION:
        return None
    known = numbers_of(connection, of)
    return Numbers(known=known, creation=terms.order_creation, part=of.part)


def numbers_of(connection: Connection, of: PartKey) -> dict[str, Ordered]:
    """Numbers that exist under the agreement, as lines of this part see them."""
    table = purchase_orders
    rows: dict[str, list[Row[Any]]] = defaultdict(list)
    query = select(table).where(table.c.agreement == of.agreement).order_by(table.c.part)
    for row in connection.execute(query):
        rows[row.number].append(row)
    found = {number: _seen(each, of.part) for number, each in rows.items()}
    limited = {number for number, it in found.items() if it.quantity is not None}
    taken = _taken(connection, of) if limited else {}
    return {
        number: replace(it, taken=taken.get(number, ZERO)) if number in limited else it
        for number, it in found.items()
    }


def _seen(rows: Sequence[Row[Any]], part: str) -> Ordered:
    mine = {row.part: row.quantity for row in rows if row.part in (part, "")}
    if mine:
        return Ordered(quantity=mine.get(part, mine.get("")))
    return Ordered(of_part=False, others=tuple(row.part for row in rows))


def _taken(connection: Connection, of: PartKey) -> Mapping[str, Decimal]:
    """By number: despatched, and open of lines that stand."""
    stands = lines.c.state.in_((LineState.OPEN.value, LineState.PICKED.value))
    quantity = lines.c.despatched + case((stands, IS_OPEN), else_=0)
    query = (
        select(lines.c.purchase_order, total(quantity))
        .where(
            lines.c.agreement == of.agreement, lines.c.part == of.part, lines.c.purchase_order != ""
        )
        .group_by(lines.c.purchase_order)
    )
    return {number: quantity for number, quantity in connection.execute(query)}


def numbers_in_advance(connection: Connection) -> tuple[PurchaseOrder, ...]:
    """Those that people entered, by agreement."""
    query = select(purchase_orders).where(purchase_orders.c.by == "advance")
    return tuple(
        PurchaseOrder(
            purchase_order=row.number,
            agreement=row.agreement,
            part=row.part,
            quantity=row.quantity,
        )
        for row in connection.execute(query.order_by(*purchase_orders.primary_key))
    )


def open_purchase_orders(work: Work, wanted: Sequence[PurchaseOrder]) -> Opened:
    """In advance. A part of a number that exists stays as it is, but for the quantity that is said.
    RuleRefusedError for an agreement, or a part of one, that does not exist.
    """
    new = changed = 0
    for name in sorted({it.agreement for it in wanted}):
        hold(work.connection, "purchase orders", name)
        _check(work.connection, name, [it for it in wanted if it.agreement == name])
        table = purchase_orders.c
        query = select(purchase_orders).where(table.agreement == name)
        there = {(row.number, row.part): row.quantity for row in work.connection.execute(query)}
        for it in (it for it in wanted if it.agreement == name):
            key = it.purchase_order, it.part
            if key not in there:
                insert_new(work.connection, purchase_orders, [_row(work, it)])
                new += 1
            elif it.quantity is not None and it.quantity != there[key]:
                mine = table.agreement == name, table.number == key[0], table.part == key[1]
                values = {"quantity": it.quantity}
                work.connection.execute(update(purchase_orders).where(*mine).values(values))
                changed += 1
            there[key] = it.quantity if it.quantity is not None else there.get(key)
    return Opened(new=new, changed=changed)


def named_first(work: Work, named: Iterable[OrderKey]) -> None:
    """Schedules name these numbers for these parts: what is not known for them is opened."""
    keys, known = sorted(set(named)), set[OrderKey]()
    table = purchase_orders.c
    for at in range(0, len(keys), AT_ONCE):
        some = [key[:2] for key in keys[at : at + AT_ONCE]]
        query = select(table.agreement, table.number, table.part)
        rows = work.connection.execute(query.where(tuple_(table.agreement, table.number).in_(some)))
        known |= {OrderKey(*row) for row in rows}
    new = [key for key in keys if not known & {key, key._replace(part="")}]
    opened = [
        _row(work, PurchaseOrder(agreement=agreement, purchase_order=number, part=part), "demand")
        for agreement, number, part in new
    ]
    insert_new(work.connection, purchase_orders, opened)


def _row(work: Work, it: PurchaseOrder, by: str = "advance") -> dict[str, object]:
    return {
        "agreement": it.agreement,
        "number": it.purchase_order,
        "part": it.part,
        "quantity": it.quantity,
        "opened_us": work.now_us,
        "by": by,
        "who": work.by.who,
    }


def _check(connection: Connection, name: str, wanted: Sequence[PurchaseOrder]) -> None:
    agreement = agreements.agreement_of(connection, name)
    parts = {} if agreement is None else {it.part: it.unit for it in agreement.parts}
    for it in wanted:
        if agreement is None or (it.part and it.part not in parts):
            raise RuleRefusedError(
                because(
                    "orders.no_agreement_part",
                    "part {part} is in no agreement {agreement}",
                    part=it.part or "-",
                    agreement=name,
                )
            )
        if it.quantity is None:
            continue
        if not it.part or it.quantity <= 0:
            raise RuleRefusedError(
                because(
                    "orders.quantity_of_number",
                    "purchase order {number}: a quantity is above 0, and of one part",
                    number=it.purchase_order,
                )
            )
        units.check_whole(it.part, parts[it.part], [it.quantity])
