"""Rows of the orders as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from central.cums.service.note_accounts import End, NoteAccount, end_of
from central.orders.service.totals import PartRow
from central.words.reasons import spoken

Json = dict[str, Any]


def plain(row: Any) -> Json:
    """Quantities as text, so that no reader rounds them."""
    return {
        name: spoken(value) if isinstance(value, Decimal) else value for name, value in row.items()
    }


def end_of_note(accounts: Sequence[NoteAccount]) -> Json:
    """Whether nothing of it is on its way any more (``returned``: all of it came back), and what
    became of each part.
    """
    end, parts = end_of(accounts), [fields_of(it) for it in accounts]
    return {"ended": end is not None, "returned": end is End.RETURNED, "accounts": parts}


def part_row(row: PartRow) -> Json:
    """Amounts as text, so that no reader rounds them, with the digits of their currency."""
    value = [{"amount": f"{it.amount:f}", "currency": it.currency} for it in row.value]
    return fields_of(row) | {"value": value}


def fields_of(row: Any, *more: str) -> Json:
    """The fields of a row by their names, and ``more`` of what it says."""
    names = [*row.__slots__, *more]
    return plain({name: getattr(row, name) for name in names})
