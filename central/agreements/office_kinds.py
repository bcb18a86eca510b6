"""Agreements, with their prices, in files of the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from central.agreements.model.agreement import Agreement, NewPrice
from central.agreements.service import contracts, write
from central.agreements.service import prices as price_book
from central.db.work import Work
from central.folders.office_kind import Entry, OfficeKind, Table, counted_out, what_version_says
from central.words.spelling import spell


def _store(work: Work, entry: Entry) -> str:
    stored = contracts.agreement_of(work.connection, entry.code)
    version = stored.version if stored is not None else 0
    now = write.save(work, replace(entry.value, version=version))
    more = write.add_prices(work, entry.code, entry.apart.get("prices", ()))
    return "changed" if more and version else what_version_says(version, now.version)


def _tables(connection: Connection) -> Iterator[Table]:
    return (_table(connection, agreement) for agreement in contracts.all_agreements(connection))


def _table(connection: Connection, agreement: Agreement) -> Table:
    """Of prices those that hold; superseded ones stay in the history."""
    table = counted_out(spell(agreement))
    table["prices"] = [
        {
            "part": price.part,
            "valid_from": price.valid_from,
            "quantity_from": price.quantity_from,
            "each": price.each,
            "currency": price.currency,
        }
        for price in price_book.prices_of(connection, agreement.agreement)
        if price.holds
    ]
    return table


KINDS = (
    OfficeKind(
        name="agreement",
        place=50,
        shape=Agreement,
        store=_store,
        tables=_tables,
        apart={"prices": NewPrice},
        rests_on=lambda entry: ("customer", entry.value.customer),
    ),
)
