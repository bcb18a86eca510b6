"""Which day and time it is where a customer is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection

from central.partners.rules.customers import Customer
from central.partners.service import customers


def day_of(connection: Connection, customer: str, at_us: int) -> date:
    """The date there at that moment; in UTC for a customer who is not kept."""
    return moment_of(connection, customer, at_us).date()


def moment_of(connection: Connection, customer: str, at_us: int) -> datetime:
    """By the clocks there; in UTC for a customer who is not kept."""
    found = customers.customer_of(connection, customer)
    return customers.moment(found or Customer(customer=customer, name=customer), at_us)
