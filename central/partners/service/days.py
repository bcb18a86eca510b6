"""Which day and time it is where a customer is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from central.partners.tables import customers

# A moment is asked for with every movement: the zone alone is read, not the whole customer.
_ZONE = select(customers.c.zone).where(customers.c.customer == bindparam("asked"))


def day_of(connection: Connection, customer: str, at_us: int) -> date:
    """The date there at that moment; in UTC for a customer who is not kept."""
    return moment_of(connection, customer, at_us).date()


def moment_of(connection: Connection, customer: str, at_us: int) -> datetime:
    """By the clocks there; in UTC for a customer who is not kept."""
    zone = connection.execute(_ZONE, {"asked": customer}).scalar() if customer else None
    return datetime.fromtimestamp(at_us // 1_000_000, tz=UTC).astimezone(ZoneInfo(zone or "UTC"))
