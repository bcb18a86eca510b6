"""What files of the office say, read whole before anything is stored.

A fault names file, table, key, and what to do: ``nordwerk.toml: [[customer]] nordwerk: zone: ...``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from central.folders.office_kind import Entry, OfficeKind, fault
from central.office.kinds import office_kinds
from central.words.spelling import MisspeltError, read

FILE_BYTES_MAX = 20_000_000


class OfficeFilesError(ValueError):
    """The files are not taken, and nothing was stored; ``faults`` has a line for each reason."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


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
    order = list(office_kinds())
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
    kinds = office_kinds()
    for kind, tables in document.items():
        if kind not in kinds:
            listed = ", ".join(f"[[{name}]]" for name in kinds)
            found.faults.append(f"{file.name}: {kind} is unknown; there are: {listed}")
        elif not isinstance(tables, list) or not all(isinstance(it, dict) for it in tables):
            found.faults.append(f"{file.name}: {kind}: write it as [[{kind}]]")
        else:
            for table in tables:
                _load_table(file.name, kinds[kind], table, found)


def _load_table(file: str, kind: OfficeKind, table: dict[str, Any], found: _Found) -> None:
    code = table.get(kind.name)
    if not isinstance(code, str) or not code:
        text = "is missing or no text: give it its name"
        found.faults.append(fault(file, kind.name, "", kind.name, text))
        return
    faults: list[tuple[str, str]] = []
    value: Any = {key: item for key, item in table.items() if key not in kind.apart}
    if kind.shape is not None:
        if "version" in value:
            value.pop("version")
            faults.append(("version", "is counted by central: leave it out"))
        value = _read(kind.shape, value, "", faults)
    apart = {
        key: _read_apart(f"{kind.name}.{key}", shape, table.get(key, []), faults)
        for key, shape in kind.apart.items()
    }
    if faults:
        found.faults += [fault(file, kind.name, code, key, text) for key, text in faults]
        return
    found.entries.append(Entry(file=file, kind=kind.name, code=code, value=value, apart=apart))


def _read_apart(
    name: str, shape: type, tables: object, faults: list[tuple[str, str]]
) -> tuple[Any, ...]:
    key = name.rpartition(".")[2]
    if not isinstance(tables, list):
        faults.append((key, f"write them as [[{name}]]"))
        return ()
    read_ones = [_read(shape, it, f"{key}[{n}]", faults) for n, it in enumerate(tables, 1)]
    return tuple(it for it in read_ones if it is not None)


def _read(kind: type, table: object, at: str, faults: list[tuple[str, str]]) -> Any:
    try:
        return read(kind, table, at)
    except MisspeltError as error:
        faults += error.faults
        return None


def _refuse_twice(found: _Found) -> None:
    seen: dict[tuple[str, str], Entry] = {}
    for entry in found.entries:
        known_by = office_kinds()[entry.kind].known_by(entry)
        first = seen.setdefault((entry.kind, known_by), entry)
        if first is not entry:
            text = f"appears twice, in {first.file} too: leave one out"
            found.faults.append(entry.fault("", text))
