"""Masters as files: TOML, JSON, and tables as CSV. What is written is read again as the same. Pure.

Every fault is told with file, line and key; an unknown key is one.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from central.masters.rules.cells_text import plain, row_of, safe, text_of
from central.masters.rules.lines import Lines, json_lines, line_of, toml_lines
from central.masters.rules.sections import (
    SECTIONS,
    Row,
    orphans,
    plain_row,
    read_row,
    rows_of,
    with_rows,
    without_defaults,
)
from formats.masters_table import read_masters
from settings.csv_cells import CsvError, csv_cells
from settings.json_once import json_once
from settings.reader import MisspeltError, fields_of, read
from settings.toml_text import document
from wire.ids import NodeId
from wire.masters import Masters, PartFamily

HEAD = "masters.toml"
"""The file of a folder in which everything stands that has no table of its own."""
TABLES = ("rules", "faces", "parts", "people", "loops", "shifts", "planned_stops")
"""Those that a folder has as CSV."""
FORMATS = ("toml", "json", "csv")
FAULTS_SHOWN = 50


class MastersFileError(ValueError):
    """What is wrong with a file, a line each: ``masters.toml:12: families[1].nmae: is unknown``."""

    def __init__(self, faults: Sequence[str]) -> None:
        more = [f"and {len(faults) - FAULTS_SHOWN} more"] if len(faults) > FAULTS_SHOWN else []
        super().__init__("\n".join([*faults[:FAULTS_SHOWN], *more]))
        self.faults = tuple(faults)


def masters_of(name: str, data: bytes, cell: str = "") -> Masters:
    """From one whole file, TOML or JSON by its name. ``cell`` is taken where the file names none.
    MastersFileError.
    """
    table, lines = _table(name, data)
    return _masters(name, table, lines, cell)


def masters_of_folder(files: Mapping[str, bytes], cell: str = "") -> Masters:
    """From a folder: ``masters.toml`` or ``masters.json``, and tables beside it as CSV."""
    head = next((name for name in (HEAD, "masters.json") if name in files), "")
    if not head:
        raise MastersFileError([f"there is no {HEAD} and no masters.json in the folder"])
    found = masters_of(head, files[head], cell)
    for section in SECTIONS:
        name = f"{section}.csv"
        if name in files:
            if section != "rules" and rows_of(found, section):
                raise MastersFileError([f"{name}: {section} stand in {head} too; keep one of them"])
            if section == "rules" and rows_of(found, "rules"):
                raise MastersFileError([f"{name}: {head} has variants too; keep one of them"])
            found = masters_with_table(found, name, files[name])
    return found


def masters_with_table(onto: Masters, name: str, data: bytes) -> Masters:
    """``onto`` with one of its tables from a CSV file, which its name says: ``rules.csv``."""
    section = name.rsplit("/", 1)[-1].removesuffix(".csv")
    if section not in SECTIONS or section == "layout":
        tables = ", ".join(f"{known}.csv" for known in SECTIONS if known != "layout")
        raise MastersFileError([f"{name}: is none of the tables {tables}"])
    rows = _csv_rows(section, name, data)
    if section == "rules" and (lost := orphans(onto, rows)):
        raise MastersFileError([f"{name}: there is no family {', '.join(lost)}; add it first"])
    return with_rows(onto, section, rows)


def to_toml(masters: Masters, *, without: Iterable[str] = ()) -> str:
    """``without`` leaves out tables."""
    left_out = frozenset(without)
    table: dict[str, object] = {"cell": str(masters.cell)}
    if layout := without_defaults(masters.layout):
        table["layout"] = layout
    for name in ("feeds", "fits", "rack_families"):
        table[name] = [without_defaults(row) for row in rows_of(masters, name)]
    families = zip(rows_of(masters, "families"), masters.families, strict=True)
    table["families"] = [
        {**without_defaults(family), "variants": [] if "rules" in left_out else rules_of(whole)}
        for family, whole in families
    ]
    for name in ("faces", "parts", "shifts", "planned_stops", "loops", "people"):
        table[name] = [without_defaults(row) for row in rows_of(masters, name)]
    return document({k: v for k, v in table.items() if v != [] and k not in left_out})


def rules_of(family: PartFamily) -> list[Row]:
    return [without_defaults(variant) for variant in family.variants]


def to_json(masters: Masters) -> str:
    return msgspec.json.format(msgspec.json.encode(masters), indent=2).decode() + "\n"


def to_csv(masters: Masters, section: str) -> str:
    kind = SECTIONS[section][0]
    names = list(fields_of(kind))
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(names)
    for row in rows_of(masters, section):
        values = plain_row(row)
        out.writerow([safe(text_of(values[name])) for name in names])
    return text.getvalue()


def to_folder(masters: Masters) -> dict[str, str]:
    """Name of each file to its text."""
    found = {HEAD: to_toml(masters, without=TABLES)}
    return found | {f"{name}.csv": to_csv(masters, name) for name in TABLES}


def _table(name: str, data: bytes) -> tuple[Row, Lines]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MastersFileError([f"{name}: is not UTF-8: {error.reason}"]) from error
    try:
        if name.endswith(".json"):
            table = json_once(text)
            lines = json_lines(text)
        else:
            table, lines = tomllib.loads(text), toml_lines(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        kind = "JSON" if name.endswith(".json") else "TOML"
        raise MastersFileError([f"{name}: is not {kind}: {error}"]) from error
    except (ValueError, RecursionError) as error:
        raise MastersFileError([f"{name}: {str(error) or 'is nested too deep'}"]) from error
    if not isinstance(table, dict):
        raise MastersFileError([f"{name}: is no table"])
    return table, lines


def _masters(name: str, table: Row, lines: Lines, cell: str) -> Masters:
    if table.get("type", "masters") != "masters":
        raise MastersFileError([_said(name, "type", lines, "is not masters")])
    given = dict(table)
    if cell:
        given.setdefault("cell", cell)
    try:
        found = read_masters(given)
    except MisspeltError as error:
        faults = [_said(name, key, lines, text) for key, text in error.faults]
        raise MastersFileError(faults) from error
    if cell and found.cell != cell:
        fault = f"the masters are for cell {found.cell!r}, not for {cell!r}"
        raise MastersFileError([_said(name, "cell", lines, fault)])
    return msgspec.structs.replace(found, cell=NodeId(found.cell), version=0)


def _said(name: str, key: str, lines: Lines, text: str) -> str:
    line = line_of(key, lines)
    return f"{name}:{line}: {key}: {text}" if line else f"{name}: {key}: {text}"


def _csv_rows(section: str, name: str, data: bytes) -> list[Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MastersFileError([f"{name}: is not UTF-8: {error.reason}"]) from error
    kind = SECTIONS[section][0]
    faults: list[str] = []
    rows: list[Any] = []
    try:
        table = csv_cells(text)
        _, cells = next(table, (1, []))
        heads = [head.strip() for head in cells]
        if fault := _heads(kind, heads):
            raise MastersFileError([f"{name}:1: {fault}"])
        for line, cells in table:
            _add(kind, heads, cells, f"{name}:{line}", rows, faults)
    except CsvError as error:
        raise MastersFileError([f"{name}:{error.line}: is not CSV: {error}"]) from error
    if faults:
        raise MastersFileError(faults)
    return rows


def _add(
    kind: type[Any],
    heads: Sequence[str],
    cells: Sequence[str],
    where: str,
    rows: list[Any],
    faults: list[str],
) -> None:
    """The row, or what is wrong with it."""
    if len(cells) != len(heads):
        faults.append(f"{where}: has {len(cells)} cells, the head {len(heads)}")
        return
    texts = {head: plain(cell) for head, cell in zip(heads, cells, strict=True)}
    try:
        rows.append(read_row(kind, row_of(kind, texts, given=heads)))
    except MisspeltError as error:
        faults += [f"{where}: {key}: {text}" for key, text in error.faults]


def _heads(kind: type[Any], heads: Sequence[str]) -> str:
    """What is wrong with a first line; empty: nothing."""
    try:
        read(kind, {head: _SAMPLES for head in heads})
    except MisspeltError as error:
        said = [f"{key}: {text}" for key, text in error.faults if "unknown" in text[:12]]
        said += [f"{key}: {text}" for key, text in error.faults if text.startswith("is missing")]
        if said:
            return "; ".join(said)
    twice = [head for head, times in Counter(heads).items() if times > 1]
    return f"the column {twice[0]!r} stands twice" if twice else ""


_SAMPLES = object()
"""No value of any field: only the names of columns are judged."""
