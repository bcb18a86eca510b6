"""What files of the office say, read whole before anything is stored.

A fault names file, table, key, and what to do: ``nordwerk.toml: [[customer]] nordwerk: zone: ...``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from central.agreements.model.agreement import Agreement, NewPrice
from central.orders.rules.lines import PurchaseOrder
from central.partners.rules.customers import Calendar, Currency, Customer, Division
from central.words.spelling import MisspeltError, read

KINDS: Mapping[str, type | None] = {
    "currency": Currency,
    "division": Division,
    "calendar": Calendar,
    "customer": Customer,
    "agreement": Agreement,
    "partner": None,
    "purchase_order": PurchaseOrder,
}
"""In the order in which they are stored: each may name those before it."""
FILE_BYTES_MAX = 20_000_000


class OfficeFilesError(ValueError):
    """The files are not taken, and nothing was stored; ``faults`` has a line for each reason."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One table of one file. ``value``: its dataclass; the table itself for a partner."""

    file: str
    kind: str
    code: str
    value: Any
    prices: tuple[NewPrice, ...] = ()

    def fault(self, key: str, text: str) -> str:
        return _fault(self.file, self.kind, self.code, key, text)


@dataclass(slots=True)
class _Found:
    entries: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def load(path: Path) -> tuple[Entry, ...]:
    """Of one file, or of every ``*.toml`` in a folder. OfficeFilesError has all faults."""
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    found = _Found()
    if not files:
        found.faults.append(f"{path}: has no file that ends with .toml")
    for file in files:
        _load_file(file, found)
    _refuse_twice(found)
    if found.faults:
        raise OfficeFilesError(found.faults)
    order = list(KINDS)
    return tuple(sorted(found.entries, key=lambda entry: order.index(entry.kind)))


def _load_file(file: Path, found: _Found) -> None:
    try:
        if file.stat().st_size > FILE_BYTES_MAX:
            found.faults.append(f"{file.name}: is larger than {FILE_BYTES_MAX} bytes")
            return
        document = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except OSError as error:
        found.faults.append(f"{file}: cannot be read: {error.strerror}")
        return
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        found.faults.append(f"{file.name}: is not TOML: {error}")
        return
    for kind, tables in document.items():
        if kind not in KINDS:
            listed = ", ".join(f"[[{name}]]" for name in KINDS)
            found.faults.append(f"{file.name}: {kind} is unknown; there are: {listed}")
        elif not isinstance(tables, list) or not all(isinstance(it, dict) for it in tables):
            found.faults.append(f"{file.name}: {kind}: write it as [[{kind}]]")
        else:
            for table in tables:
                _load_table(file.name, kind, table, found)


def _load_table(file: str, kind: str, table: dict[str, Any], found: _Found) -> None:
    code = table.get(kind)
    if not isinstance(code, str) or not code:
        text = "is missing or no text: give it its name"
        found.faults.append(_fault(file, kind, "", kind, text))
        return
    faults: list[tuple[str, str]] = []
    rest = {key: value for key, value in table.items() if key not in _APART.get(kind, ())}
    if "version" in rest and kind != "partner":
        rest.pop("version")
        faults.append(("version", "is counted by central: leave it out"))
    value: Any = rest
    shape = KINDS[kind]
    if shape is not None:
        value = _read(shape, rest, "", faults)
    prices = _prices(table.get("prices", []), faults) if kind == "agreement" else ()
    if faults:
        found.faults += [_fault(file, kind, code, key, text) for key, text in faults]
        return
    found.entries.append(Entry(file=file, kind=kind, code=code, value=value, prices=prices))


_APART: Mapping[str, frozenset[str]] = {"agreement": frozenset({"prices"})}


def _prices(tables: object, faults: list[tuple[str, str]]) -> tuple[NewPrice, ...]:
    if not isinstance(tables, list):
        faults.append(("prices", "write them as [[agreement.prices]]"))
        return ()
    read_ones = [_read(NewPrice, it, f"prices[{n}]", faults) for n, it in enumerate(tables, 1)]
    return tuple(price for price in read_ones if price is not None)


def _read(kind: type, table: object, at: str, faults: list[tuple[str, str]]) -> Any:
    try:
        return read(kind, table, at)
    except MisspeltError as error:
        faults += error.faults
        return None


def _refuse_twice(found: _Found) -> None:
    seen: dict[tuple[str, str], Entry] = {}
    for entry in found.entries:
        code = entry.code
        if isinstance(entry.value, PurchaseOrder):
            code = f"{entry.value.agreement} {code}"  # each customer counts his own
        first = seen.setdefault((entry.kind, code), entry)
        if first is not entry:
            text = f"appears twice, in {first.file} too: leave one out"
            found.faults.append(entry.fault("", text))


def _fault(file: str, kind: str, code: str, key: str, text: str) -> str:
    where = f"{file}: [[{kind}]] {code}".rstrip()
    return f"{where}: {key}: {text}" if key else f"{where}: {text}"
