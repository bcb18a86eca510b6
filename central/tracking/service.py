"""What people and programs may ask of the facts."""

from __future__ import annotations

from sqlalchemy import select

from central.db import Database
from central.tracking import tables


def newest_fact(db: Database) -> int:
    """The id of the newest fact; 0: there is none."""
    query = select(tables.row_numbers.c.last).where(tables.row_numbers.c.name == "fact")
    return db.read(lambda connection: connection.execute(query).scalar()) or 0
