"""The figures of each cell over the last hours, for the desk and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from central.tracking.service.figures import CellFigures, cell_figures
from central.web.csv_text import csv_cell

WINDOW_H = 8
_HOUR_US = 3_600_000_000


def figures(connection: Connection, now_us: int) -> Mapping[str, Any]:
    return {"figures": figures_of_cells(connection, now_us), "window_h": WINDOW_H}


def figures_of_cells(connection: Connection, now_us: int) -> Sequence[CellFigures]:
    return cell_figures(connection, now_us, WINDOW_H * _HOUR_US)


COLUMNS: Mapping[str, Callable[[CellFigures], str | int | None]] = {
    "node": lambda it: csv_cell(it.node),
    "racks_due": lambda it: it.racks_due,
    "racks_in_time": lambda it: it.racks_in_time,
    "picks": lambda it: it.picks,
    "attended_h": lambda it: f"{it.attended_h:.2f}",
    "picks_per_hour": lambda it: _rounded(it.picks_per_hour, 1),
    "scans_ever": lambda it: it.scans,
    "wrong_scans_ever": lambda it: it.wrong,
    "not_read_ever": lambda it: it.not_read,
    "repeated_ever": lambda it: it.repeated,
    "mis_scan_rate": lambda it: _rounded(it.mis_scans, 5),
    "labels": lambda it: it.labels,
    "labels_confirmed_first": lambda it: it.labels_first,
    "first_label_rate": lambda it: _rounded(it.first_labels, 5),
    "reprints": lambda it: csv_cell(_reprints(it)),
    "fact_delay_s": lambda it: _rounded(it.fact_delay_us, 3, 1e-6),
}
"""Of the export. An empty cell: the facts do not say."""
TEXTS = frozenset({"node", "reprints"})
"""Of them those that are no numbers."""


def _reprints(it: CellFigures) -> str:
    return "; ".join(f"{reason or '?'} {count}" for reason, count in it.reprints)


def _rounded(value: float | None, digits: int, scale: float = 1.0) -> str:
    return "" if value is None else f"{value * scale:.{digits}f}"
