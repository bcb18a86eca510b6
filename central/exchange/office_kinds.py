"""Partners of the exchange in files of the office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from central.db.work import Work
from central.exchange import partners
from central.folders.office_kind import Entry, EntryRefusedError, OfficeKind, Table, what_changed
from central.partners.service import customers


def _customer(entry: Entry) -> str:
    return str(entry.value.get("customer", ""))


def _store(work: Work, entry: Entry) -> str:
    customer = _customer(entry)
    if customers.customer_of(work.connection, customer) is None:
        raise EntryRefusedError(f"customer = {customer!r} is not known: enter it first")
    stored = partners.find(work.connection, entry.code)
    try:
        now = partners.save(work, entry.value)
    except partners.PartnerError as error:
        raise EntryRefusedError(str(error)) from error
    return what_changed(stored.table if stored is not None else None, now.table)


def _tables(connection: Connection) -> Iterator[Table]:
    return (_given(partner.table) for partner in partners.all_of(connection))


def _given(value: Any) -> Any:
    """Without what is nothing, which TOML cannot say."""
    if isinstance(value, Mapping):
        return {key: _given(item) for key, item in value.items() if item is not None}
    return [_given(item) for item in value] if isinstance(value, list | tuple) else value


KINDS = (
    OfficeKind(
        name="partner",
        place=60,
        shape=None,
        store=_store,
        tables=_tables,
        rests_on=lambda entry: ("customer", _customer(entry)),
    ),
)
