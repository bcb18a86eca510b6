"""The long lists: one table each, newest first, paged by key, exported whole as CSV.

A listing names the columns it shows and what each is, so that page and export agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from central.broadcast import tables as broadcast
from central.tracking import tables as tracking

PAGE_ROWS = 100
EXPORT_ROWS = 1000
"""Rows fetched at a time for an export."""


class Kind(StrEnum):
    TEXT = "text"
    FIGURE = "figure"
    MOMENT = "moment"
    STATE = "state"
    CALL = "call"
    RACK = "rack"
    RAW = "raw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """``key`` is unique and rises with time."""

    name: str
    table: Table
    key: str
    columns: Mapping[str, Kind]
    condition: Any = None

    @property
    def key_column(self) -> Column[int]:
        return self.table.c[self.key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """``before`` continues the list; None: this was the end."""

    rows: Sequence[Mapping[str, Any]]
    before: int | None


_TEXT, _FIGURE, _MOMENT, _STATE = Kind.TEXT, Kind.FIGURE, Kind.MOMENT, Kind.STATE

LISTINGS: dict[str, Listing] = {
    listing.name: listing
    for listing in (
        Listing(
            name="vehicles",
            table=tracking.vehicles,
            key="fact",
            columns={
                "sequence_number": _TEXT,
                "call_number": Kind.CALL,
                "vin": _TEXT,
                "model": _TEXT,
                "colour": _TEXT,
                "status": _STATE,
                "feed": _TEXT,
                "node": _TEXT,
                "at_us": _MOMENT,
            },
        ),
        Listing(
            name="racks",
            table=tracking.racks,
            key="fact",
            columns={
                "rack": Kind.RACK,
                "node": _TEXT,
                "rack_family": _TEXT,
                "first_number": _FIGURE,
                "size": _FIGURE,
                "carrier": _TEXT,
                "formed_us": _MOMENT,
                "closed_us": _MOMENT,
                "shipped_us": _MOMENT,
            },
        ),
        Listing(
            name="marriages",
            table=tracking.marriages,
            key="marriage",
            columns={
                "part": _TEXT,
                "serial": _TEXT,
                "vin": _TEXT,
                "call_number": Kind.CALL,
                "rack": Kind.RACK,
                "slot": _FIGURE,
                "piece": _FIGURE,
                "person": _TEXT,
                "at_us": _MOMENT,
                "divorce_reason": _TEXT,
            },
        ),
        Listing(
            name="labels",
            table=tracking.labels,
            key="fact",
            columns={
                "label": _TEXT,
                "kind": _TEXT,
                "copy": _FIGURE,
                "state": _STATE,
                "rack": Kind.RACK,
                "printer": _TEXT,
                "node": _TEXT,
                "person": _TEXT,
                "second_person": _TEXT,
                "reason": _TEXT,
                "requested_us": _MOMENT,
            },
        ),
        Listing(
            name="reprints",
            table=tracking.labels,
            key="fact",
            condition=tracking.labels.c.copy > 1,
            columns={
                "label": _TEXT,
                "copy": _FIGURE,
                "state": _STATE,
                "rack": Kind.RACK,
                "person": _TEXT,
                "second_person": _TEXT,
                "reason": _TEXT,
                "requested_us": _MOMENT,
            },
        ),
        Listing(
            name="exceptions",
            table=tracking.exceptions,
            key="fact",
            columns={
                "kind": _TEXT,
                "text": _TEXT,
                "node": _TEXT,
                "owner": _TEXT,
                "note": _TEXT,
                "at_us": _MOMENT,
                "closed_us": _MOMENT,
            },
        ),
        Listing(
            name="quarantine",
            table=broadcast.quarantine,
            key="raw_id",
            columns={
                "raw_id": Kind.RAW,
                "feed": _TEXT,
                "code": _TEXT,
                "detail": _TEXT,
                "at_us": _MOMENT,
            },
        ),
        Listing(
            name="alarms",
            table=tracking.alarms,
            key="alarm",
            columns={
                "kind": _TEXT,
                "subject": _TEXT,
                "node": _TEXT,
                "text": _TEXT,
                "times": _FIGURE,
                "first_us": _MOMENT,
                "last_us": _MOMENT,
            },
        ),
        Listing(
            name="facts",
            table=tracking.facts,
            key="fact",
            columns={
                "fact": _FIGURE,
                "node": _TEXT,
                "epoch": _FIGURE,
                "offset": _FIGURE,
                "kind": _TEXT,
                "refusal": _TEXT,
                "at_us": _MOMENT,
            },
        ),
    )
}


def page(
    connection: Connection, listing: Listing, before: int | None = None, rows: int = PAGE_ROWS
) -> Page:
    """Rows whose key is smaller than ``before``, the newest first."""
    wanted = [listing.table.c[name] for name in listing.columns]
    if "feed" in listing.table.c and "feed" not in listing.columns:
        wanted.append(listing.table.c["feed"])
    statement = select(listing.key_column.label("_key"), *wanted)
    if listing.condition is not None:
        statement = statement.where(listing.condition)
    if before is not None:
        statement = statement.where(listing.key_column < before)
    statement = statement.order_by(listing.key_column.desc()).limit(rows + 1)
    found = [dict(row) for row in connection.execute(statement).mappings()]
    more = len(found) > rows
    return Page(rows=found[:rows], before=found[rows - 1]["_key"] if more else None)
