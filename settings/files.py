"""TOML files: read, and their faults as lines that name file, section and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_ROW = re.compile(r"(?P<section>.+)\[(?P<number>\d+)\]")


def toml_table(path: Path) -> dict[str, Any]:
    """What stands in a TOML file. ValueError names the file and what is wrong with it."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: is not TOML: {error}") from error


def fault_lines(path: Path, table: Mapping[str, Any], faults: Iterable[tuple[str, str]]) -> str:
    """One line a fault: ``cell.toml: [[scanner]] hand: baud: 'fast' is no whole number``."""
    return "\n".join(f"{path}: {place(key, table)}: {text}" for key, text in faults)


def place(key: str, table: Mapping[str, Any]) -> str:
    """``broker.port`` as ``[broker] port``, ``scanner[1].baud`` as ``[[scanner]] hand: baud``."""
    head, _, rest = key.partition(".")
    row = _ROW.fullmatch(head)
    if row is None:
        return f"[{head}] {rest}" if rest else f"[{head}]"
    section, number = row["section"], int(row["number"])
    name = row_name(section, table, number)
    return f"[[{section}]] {name}: {rest}" if rest else f"[[{section}]] {name}"


def row_name(section: str, table: Mapping[str, Any], number: int) -> str:
    """What a table of an array is called by its file, or which it is, counted from 1."""
    rows = table.get(section)
    row = rows[number - 1] if isinstance(rows, list) and len(rows) >= number else None
    if isinstance(row, Mapping):
        for key in ("name", section):
            if isinstance(row.get(key), str):
                return str(row[key])
    return f"number {number}"
