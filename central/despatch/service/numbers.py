"""Numbers that nothing has yet: a person may have given one of a range by hand."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from central.partners.rules.divisions import NumberKind
from central.partners.service.divisions import take_number


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
