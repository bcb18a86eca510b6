"""The form in which a schedule is typed in, as the table that is read from it. Pure.

What is wrong stands at its field under the field's own name: ``lines.3.quantity``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from central.exchange.rules.entered import Entered
from central.web.typed import number_typed
from central.words.spelling import MisspeltError, read

ROWS_MAX = 45
ROWS_AT_FIRST = 6
HEAD = ("agreement", "part", "kind", "number", "issued_on", "unloading_point")
MAYBE = ("first", "last", "last_note", "received_cum", "counted_since")
COLUMNS = ("on", "until", "at", "to", "quantity", "status", "reference", "purchase_order")
_NO_FIGURE = "?"
"""What no reader takes for a number."""
_LINE = re.compile(r"lines\[(\d+)\]\.?(.*)")
Form = Mapping[str, str]


def entered(form: Form, language: str) -> Entered:
    """MisspeltError, each fault under the name of its field."""
    typed = rows(form)
    figures = _Figures(language)
    table: dict[str, object] = {name: form.get(name, "").strip() for name in HEAD}
    table |= {name: form[name].strip() for name in MAYBE if form.get(name, "").strip()}
    if "received_cum" in table:
        table["received_cum"] = figures.read("received_cum", form["received_cum"])
    table["lines"] = [_line(number, row, figures) for number, row in typed]
    try:
        return read(Entered, table)
    except MisspeltError as error:
        at = [number for number, _ in typed]
        named = ((_field(key, at), text) for key, text in error.faults)
        faults = [(key, figures.faults.get(key, text)) for key, text in named]
        raise MisspeltError(faults) from error


def rows(form: Form) -> list[tuple[int, dict[str, str]]]:
    """Rows in which anything but the type was typed, each with its number in the form."""
    found = []
    for n in range(1, ROWS_MAX + 1):
        row = {name: form.get(f"lines.{n}.{name}", "").strip() for name in COLUMNS}
        if any(text for name, text in row.items() if name != "status"):
            found.append((n, row))
    return found


def rows_shown(form: Form, more: bool = False) -> int:
    """How many rows the form has: some are always empty."""
    used = max((number for number, _ in rows(form)), default=0)
    asked = form.get("rows", "")
    had = int(asked) if asked.isdecimal() and len(asked) < 4 else ROWS_AT_FIRST
    return min(ROWS_MAX, max(had + (10 if more else 0), used + (2 if more else 0)))


@dataclass(frozen=True, slots=True)
class _Figures:
    """Read as the page's language writes them; ``faults`` of fields, in its words."""

    language: str
    faults: dict[str, str] = field(default_factory=dict)

    def read(self, name: str, text: str) -> Decimal | str:
        try:
            return number_typed(name, text, self.language)
        except MisspeltError as misspelt:
            self.faults.update(misspelt.faults)
            return _NO_FIGURE


def _line(number: int, row: Mapping[str, str], figures: _Figures) -> dict[str, object]:
    said: dict[str, object] = {name: text for name, text in row.items() if text}
    if "quantity" in said:
        said["quantity"] = figures.read(f"lines.{number}.quantity", row["quantity"])
    return said


def _field(key: str, at: Sequence[int]) -> str:
    """``lines[2].on`` of the table is ``lines.5.on`` where the second typed row is the fifth."""
    found = _LINE.fullmatch(key)
    if found is None:
        return key
    column = found[2] or "on"
    return f"lines.{at[int(found[1]) - 1]}.{column}"
