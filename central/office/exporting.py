"""Writing out what files brought in, or pages changed since: the same TOML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from central.agreements.model.agreement import Agreement
from central.agreements.service import contracts as agreements
from central.exchange import partners as edi
from central.orders.service import lines as orders
from central.partners.service import customers as partners
from central.words.spelling import spell
from settings.toml_text import written

HEAD = """# Calendars, customers, agreements and partners of the office.
# Every option stands by its own name.
# To bring it in: lineside central import FILE --config central.toml
"""


def write_out(connection: Connection) -> str:
    """Everything, one text. Of prices those that hold; superseded ones stay in the history."""
    return "\n".join([HEAD, *(written(kind, table) for kind, table in _tables(connection))])


def _tables(connection: Connection) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for currency in partners.currencies(connection):
        yield "currency", spell(currency)
    for division in partners.divisions(connection):
        yield "division", spell(division)
    for calendar in partners.calendars(connection):
        yield "calendar", _counted_out(spell(calendar))
    for customer in partners.customers(connection):
        yield "customer", _counted_out(spell(customer))
    for agreement in agreements.all_agreements(connection):
        yield "agreement", _agreement(connection, agreement)
    for partner in edi.all_of(connection):
        yield "partner", _given(partner.table)
    for number in orders.numbers_in_advance(connection):
        yield "purchase_order", spell(number)


def _agreement(connection: Connection, agreement: Agreement) -> dict[str, Any]:
    table = _counted_out(spell(agreement))
    table["prices"] = [
        {
            "part": price.part,
            "valid_from": price.valid_from,
            "quantity_from": price.quantity_from,
            "each": price.each,
            "currency": price.currency,
        }
        for price in agreements.prices_of(connection, agreement.agreement)
        if price.holds
    ]
    return table


def _counted_out(table: dict[str, Any]) -> dict[str, Any]:
    """Without the version, which central counts."""
    return {name: value for name, value in table.items() if name != "version"}


def _given(value: Any) -> Any:
    """Without what is nothing, which TOML cannot say."""
    if isinstance(value, Mapping):
        return {key: _given(item) for key, item in value.items() if item is not None}
    return [_given(item) for item in value] if isinstance(value, list | tuple) else value
