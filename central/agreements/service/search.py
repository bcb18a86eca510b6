"""Parts of contracts by how their numbers begin, as they are written or without blanks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, select

from central.agreements.model.agreement import State
from central.agreements.tables import agreements, parts
from central.db.prefix import begins, spellings


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPart:
    """A part of a contract."""

    agreement: str
    customer: str
    plant: str
    part: str
    our_part: str
    description: str


def parts_beginning(connection: Connection, asked: str, *, most: int) -> tuple[FoundPart, ...]:
    """Their number or ours begins so, or it is all of the contract's name; empty: the first. Those
    for which schedules are taken, those that are what was asked first.
    """
    found: dict[tuple[str, str], FoundPart] = {}
    for query in _queries(connection, asked, most):
        for row in connection.execute(query).mappings():
            found.setdefault((row["agreement"], row["part"]), FoundPart(**row))
    return tuple(found.values())[:most]


def _queries(connection: Connection, asked: str, most: int) -> list[Select[tuple[str, ...]]]:
    query = (
        select(
            agreements.c.agreement,
            agreements.c.customer,
            agreements.c.plant,
            parts.c.part,
            parts.c.our_part,
            parts.c.description,
        )
        .join(agreements, parts.c.agreement == agreements.c.agreement)
        .where(parts.c.active, agreements.c.state == State.ACTIVE.value)
        .order_by(parts.c.part, parts.c.agreement)
        .limit(most)
    )
    if not asked.strip():
        return [query]
    exact = [query.where(parts.c.part == it) for it in spellings(asked)]
    own = [query.where(parts.c.agreement == it) for it in spellings(asked)]
    begun = [
        query.where(begins(connection, column, it))
        for it in spellings(asked)
        for column in (parts.c.part, parts.c.our_part)
    ]
    return [*exact, *begun, *own]
