"""Whose range gives a number, and one that nothing has yet: a person may have given it by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import Connection

from central.agreements.service.contracts import divisions_of
from central.orders.service.lines import rows_of
from central.partners.rules.divisions import NumberKind
from central.partners.service.divisions import take_number


def division_of_lines(connection: Connection, lines: Collection[int]) -> str:
    """The one of the contracts of these order lines; empty: they have none, or several."""
    names = {row.agreement for row in rows_of(connection, sorted(lines))}
    found = divisions_of(connection, names)
    return found.pop() if len(found) == 1 else ""


def free_number(
    connection: Connection,
    kind: NumberKind,
    division: str,
    customer: str,
    is_taken: Callable[[str], bool],
) -> str:
    """RuleRefusedError: no range gives one."""
    while is_taken(number := take_number(connection, division, kind, customer)):
        pass
    return number
