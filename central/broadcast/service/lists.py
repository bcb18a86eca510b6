"""The long lists of the gateway."""

from __future__ import annotations

from central.broadcast import tables
from central.db.listings import Kind, Listing

LISTINGS = (
    Listing(
        name="quarantine",
        table=tables.quarantine,
        key="raw_id",
        columns={
            "raw_id": Kind.RAW,
            "feed": Kind.TEXT,
            "code": Kind.TEXT,
            "detail": Kind.TEXT,
            "at_us": Kind.MOMENT,
        },
    ),
)
