"""Bringing files in: all of them or nothing, as often as one likes with the same result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from central.agreements.service import contracts as agreements
from central.agreements.service import write as agreement_writing
from central.db.database import Actor, Database
from central.db.work import Work
from central.exchange import partners as edi
from central.office.files import Entry, OfficeFilesError, load
from central.orders.service import lines as orders
from central.partners.service import customers as partners
from central.partners.service import write as partner_writing
from central.words.reasons import RuleRefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many of each kind were new, changed, or as they were."""

    new: Mapping[str, int]
    changed: Mapping[str, int]
    same: Mapping[str, int]


def bring_in(db: Database, path: Path, *, by: Actor, now_us: int) -> Imported:
    """A file, or every ``*.toml`` of a folder. OfficeFilesError has every fault; nothing is
    stored then. Where ``by`` gives no reason, changes are explained by the name of the file.
    """
    entries = load(path)
    signed = by if by.why else replace(by, why=f"import of {path.name}")
    return db.write(lambda connection: store(Work(connection, by, now_us), entries), by=signed)


def store(work: Work, entries: Sequence[Entry]) -> Imported:
    """All entries in the caller's work, which an OfficeFilesError must undo."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in ("new", "changed", "same")}
    faults: list[str] = []
    refused: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.kind in ("agreement", "partner") and (("customer", _customer(entry)) in refused):
            continue  # what is wrong is said already
        by = work.by if work.by.why else replace(work.by, why=f"import of {entry.file}")
        try:
            counted[_STORE[entry.kind](replace(work, by=by), entry)][entry.kind] += 1
        except RuleRefusedError as error:
            refused.add((entry.kind, entry.code))
            faults += [entry.fault("", reason.text) for reason in error.reasons]
        except edi.PartnerError as error:
            faults.append(entry.fault("", str(error)))
    if faults:
        raise OfficeFilesError(faults)
    return Imported(new=counted["new"], changed=counted["changed"], same=counted["same"])


def _customer(entry: Entry) -> str:
    found = entry.value
    return str(found.get("customer", "") if entry.kind == "partner" else found.customer)


def _currency(work: Work, entry: Entry) -> str:
    before = {it.currency: it for it in partners.currencies(work.connection)}
    partner_writing.save_currency(work.connection, entry.value)
    return _what(before.get(entry.code), entry.value)


def _division(work: Work, entry: Entry) -> str:
    before = {it.division: it for it in partners.divisions(work.connection)}
    partner_writing.save_division(work.connection, entry.value)
    return _what(before.get(entry.code), entry.value)


def _calendar(work: Work, entry: Entry) -> str:
    stored = partners.calendar_sheet(work.connection, entry.code)
    version = stored.version if stored is not None else 0
    wanted = replace(entry.value, version=version)
    now = partner_writing.save_calendar(work, wanted)
    return _by_version(version, now)


def _save_customer(work: Work, entry: Entry) -> str:
    stored = partners.customer_of(work.connection, entry.code)
    version = stored.version if stored is not None else 0
    wanted = replace(entry.value, version=version)
    now = partner_writing.save_customer(work, wanted)
    return _by_version(version, now)


def _agreement(work: Work, entry: Entry) -> str:
    stored = agreements.agreement_of(work.connection, entry.code)
    version = stored.version if stored is not None else 0
    wanted = replace(entry.value, version=version)
    now = agreement_writing.save(work, wanted)
    more = agreement_writing.add_prices(work, entry.code, entry.prices)
    return "changed" if more and version else _by_version(version, now.version)


def _partner(work: Work, entry: Entry) -> str:
    if partners.customer_of(work.connection, _customer(entry)) is None:
        raise edi.PartnerError(f"customer = {_customer(entry)!r} is not known: enter it first")
    stored = edi.find(work.connection, entry.code)
    now = edi.save(work, entry.value)
    return _what(stored.table if stored is not None else None, now.table)


def _purchase_order(work: Work, entry: Entry) -> str:
    wanted = [entry.value]
    new = orders.open_purchase_orders(work, wanted)
    return "new" if new else "same"


def _what(before: object, now: object) -> str:
    if before is None:
        return "new"
    return "same" if before == now else "changed"


def _by_version(was: int, now: int) -> str:
    if was == now:
        return "same"
    return "changed" if was else "new"


_STORE: Mapping[str, Callable[[Work, Entry], str]] = {
    "currency": _currency,
    "division": _division,
    "calendar": _calendar,
    "customer": _save_customer,
    "agreement": _agreement,
    "partner": _partner,
    "purchase_order": _purchase_order,
}
