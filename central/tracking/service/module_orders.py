"""Modules that cells want for calls, for whoever makes them."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from central.db.database import Database
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
