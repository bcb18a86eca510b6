"""Lists as CSV (RFC 4180), in cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence


def csv_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


def csv_line(cells: Sequence[str]) -> str:
    """One line of a CSV file (RFC 4180), its end included."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
