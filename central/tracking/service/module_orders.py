"""Modules that cells want for calls, for whoever makes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, select

from central.db.database import Database
from central.tracking.tables import vehicles
from central.tracking.tables_life import module_orders


class ModuleOrder(msgspec.Struct, frozen=True, kw_only=True):
    """``fact`` rises: ask for those after the last one that was taken. ``rack``: whose closing or
    leaving it was; empty: a word of the maker.
    """

    fact: int
    node: str
    feed: str
    call_number: str
    vin: str
    epoch: int
    number: int | None
    module: str
    status: str
    rack: str
    at_us: int


def list_orders(
    db: Database, *, after: int = 0, limit: int = 1000, module: str = ""
) -> tuple[ModuleOrder, ...]:
    """In the order in which central heard of them."""
    table = module_orders
    query = select(table).where(table.c.fact > after).order_by(table.c.fact).limit(limit)
    if module:
        query = query.where(table.c.module == module)
    return tuple(ModuleOrder(**row) for row in db.read(lambda c: c.execute(query).mappings().all()))


class CallState(StrEnum):
    """What became of the call since its module was ordered."""

    WANTED = "wanted"
    CANCELLED = "cancelled"
    FITTED = "fitted"
    GONE = "gone"
    """The cell does not know the call any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedModule:
    order: ModuleOrder
    sequence_number: str
    state: CallState


def ordered_modules(
    connection: Connection, *, module: str = "", before: int | None = None, limit: int = 500
) -> list[OrderedModule]:
    """The newest first, with what is known of each call now. ``before``: older than that fact."""
    table, known = module_orders, vehicles
    same = [getattr(table.c, name) == getattr(known.c, name) for name in _CALL]
    query = (
        select(table, known.c.sequence_number, known.c.withdrawn, known.c.fitted)
        .join(known, and_(*same), isouter=True)
        .order_by(table.c.fact.desc())
        .limit(limit)
    )
    if module:
        query = query.where(table.c.module == module)
    if before is not None:
        query = query.where(table.c.fact < before)
    return [_ordered(dict(row)) for row in connection.execute(query).mappings()]


_CALL = ("node", "feed", "call_number")


def _ordered(row: dict[str, Any]) -> OrderedModule:
    sequence, withdrawn, fitted = (
        row.pop(name) for name in ("sequence_number", "withdrawn", "fitted")
    )
    state = CallState.GONE
    if withdrawn is not None:
        passed = CallState.FITTED if fitted else CallState.WANTED
        state = CallState.CANCELLED if withdrawn else passed
    return OrderedModule(order=ModuleOrder(**row), sequence_number=sequence or "", state=state)
