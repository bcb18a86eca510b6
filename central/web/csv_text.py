"""Lists as CSV (RFC 4180) as a spreadsheet of the reader's language opens them, in cells that none
runs as a formula. The English form is the one for programs: commas, decimal points, days as
YYYY-MM-DD.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from central.web.printed import MARKS

_SEPARATORS = {"de": ";"}
"""Other than a comma."""


def csv_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


def csv_number(text: str, language: str) -> str:
    """A number with a decimal point, as a spreadsheet of the language reads it."""
    return text.replace(".", MARKS[language][1])


def csv_line(cells: Sequence[str], language: str) -> str:
    """One line of a CSV file, its end included."""
    text = io.StringIO()
    separator = _SEPARATORS.get(language, ",")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def csv_heads(names: Sequence[str], texts: Mapping[str, str]) -> list[str]:
    """Of columns that programs read by name: in English these names, else the reader's words."""
    if texts["language"] == "en":
        return list(names)
    return [texts.get(f"col.{name}", name) for name in names]
