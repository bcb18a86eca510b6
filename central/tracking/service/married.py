"""Parts bound to vehicles, each with the VIN of its car, whenever that was told."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, select

from central.db.bulk import among
from central.tracking import tables
from central.tracking.service.views import MarriageView


def marriage_views(connection: Connection, query: Select[Any]) -> list[MarriageView]:
    """Of whole rows of the marriages' table. One that was picked before the line told the VIN
    bears the VIN that its vehicle has now.
    """
    rows = [dict(row) for row in connection.execute(query).mappings()]
    late = {
        _vehicle(row): row["vin"]
        for row in _vehicles(connection, {row["call_number"] for row in rows if not row["vin"]})
    }
    for row in rows:
        row["vin"] = row["vin"] or late.get(_vehicle(row), "")
    return [MarriageView(**row) for row in rows]


def _vehicle(row: Mapping[str, Any]) -> Hashable:
    return row["node"], row["feed"], row["call_number"]


def _vehicles(connection: Connection, calls: set[str]) -> Iterator[Mapping[str, Any]]:
    c = tables.vehicles.c
    for is_wanted in among(connection, c.call_number, calls):
        query = select(c.node, c.feed, c.call_number, c.vin).where(is_wanted)
        yield from (dict(row) for row in connection.execute(query).mappings())
