"""Purchase orders in advance of their schedules, in files of the office."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from central.db.work import Work
from central.folders.office_kind import Entry, OfficeKind, Table
from central.orders.rules.lines import PurchaseOrder
from central.orders.service import lines
from central.words.spelling import spell


def _store(work: Work, entry: Entry) -> str:
    return "new" if lines.open_purchase_orders(work, [entry.value]) else "same"


def _tables(connection: Connection) -> Iterator[Table]:
    return (spell(number) for number in lines.numbers_in_advance(connection))


KINDS = (
    OfficeKind(
        name="purchase_order",
        place=70,
        shape=PurchaseOrder,
        store=_store,
        tables=_tables,
        known_by=lambda entry: f"{entry.value.agreement} {entry.code}",  # each customer has theirs
    ),
)
