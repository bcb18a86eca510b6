"""Which day it is where a customer is."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from central.partners import service
from central.partners.rules import Customer


def day_of(connection: Connection, customer: str, at_us: int) -> date:
    """The date there at that moment; in UTC for a customer who is not kept."""
    found = service.customer_of(connection, customer)
    return service.today(found or Customer(customer=customer, name=customer), at_us)
