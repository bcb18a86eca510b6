"""What a capability declares of its tables in the office's files: each kind in its own
``office_kinds.py``, found by folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from central.db.work import Work

Table = Mapping[str, Any]


class EntryRefusedError(ValueError):
    """What one table asks for cannot be stored; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One table of one file. ``value``: as the kind's ``shape``; the table itself without one.
    ``apart``: the tables below it that have a shape of their own, by key.
    """

    file: str
    kind: str
    code: str
    value: Any
    apart: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def fault(self, key: str, text: str) -> str:
        return fault(self.file, self.kind, self.code, key, text)


def fault(file: str, kind: str, code: str, key: str, text: str) -> str:
    where = f"{file}: [[{kind}]] {code}".rstrip()
    return f"{where}: {key}: {text}" if key else f"{where}: {text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeKind:
    """``[[name]]`` in a file. ``store`` says ``new``, ``changed`` or ``same``; it raises
    RuleRefusedError or EntryRefusedError.
    """

    name: str
    place: int
    """Kinds are stored and written in this order: each may name those before it."""
    shape: type | None
    """A dataclass, whose version central counts. None: ``store`` reads the table by itself."""
    store: Callable[[Work, Entry], str]
    tables: Callable[[Connection], Iterator[Table]]
    """All there are, as a file brings them in."""
    apart: Mapping[str, type] = field(default_factory=dict)
    """Lists of tables below it, by key, and the shape of each."""
    rests_on: Callable[[Entry], tuple[str, str]] | None = None
    """Kind and name of what it cannot be without: where that is refused nothing more is said."""
    judge: Callable[[Work, Entry], None] | None = None
    """Asked of each when all are stored, for what may name one further down; raises as ``store``
    does.
    """
    known_by: Callable[[Entry], str] = lambda entry: entry.code
    """Two of one kind with the same are one too many."""


def what_changed(before: object, now: object) -> str:
    """What ``store`` says of something that has no version."""
    if before is None:
        return "new"
    return "same" if before == now else "changed"


def what_version_says(was: int, now: int) -> str:
    """What ``store`` says of something whose changes are counted; 0: there was none."""
    if was == now:
        return "same"
    return "changed" if was else "new"


def counted_out(table: Table) -> dict[str, Any]:
    """Without the version, which central counts."""
    return {name: value for name, value in table.items() if name != "version"}
