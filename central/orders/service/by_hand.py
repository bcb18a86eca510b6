"""Who entered an order line, and under which key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select

from central.db.database import hold
from central.db.work import Work
from central.orders.rules.by_hand import BY_HAND, OrderWish
from central.orders.rules.release_plan import ReleasePlan
from central.orders.service.write import Whose, Writing, write_all
from central.orders.tables import by_hand, lines
from central.words.reasons import Reason, RuleRefusedError, because
from central.words.reasons_json import from_json, to_json
from central.words.spelling import spell


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """``reasons``: what was said when it was entered, and did not stop it."""

    origin: str
    why: str
    who: str
    at_us: int
    reasons: tuple[Reason, ...]


def answered(work: Work, wish: OrderWish) -> int | None:
    """The line that this person got under the key; None: nothing was asked under it. Whoever asks
    the same meanwhile waits. RuleRefusedError: the key asked for something else.
    """
    hold(work.connection, "orders_by_hand", work.by.who, wish.key)
    query = select(by_hand).where(by_hand.c.who == work.by.who, by_hand.c.key == wish.key)
    row = work.connection.execute(query).one_or_none()
    if row is not None and row.body != _body(wish):
        words = "key {key} asked for something else before: take another key"
        raise RuleRefusedError(because("by_hand.key_taken", words, key=wish.key))
    return None if row is None else int(row.line)


def store(work: Work, wish: OrderWish, new: Writing, said: Sequence[Reason]) -> int:
    """The new order line. Whoever calls it holds ``orders`` of the part."""
    write_all(work, [new])
    part = new.part
    newest = select(func.max(lines.c.line)).where(
        lines.c.agreement == part.agreement, lines.c.part == part.part, lines.c.kind == BY_HAND
    )
    line = int(work.connection.execute(newest).scalar_one())
    row = {
        "line": line,
        "who": work.by.who,
        "key": wish.key,
        "body": _body(wish),
        "origin": wish.origin.value,
        "why": wish.why.strip(),
        "reasons": to_json(said),
        "at_us": work.now_us,
    }
    work.connection.execute(insert(by_hand).values(row))
    return line


def writing(plan: ReleasePlan, part: Whose, point: str, due: Mapping[date, date]) -> Writing:
    """Of no schedule. ``due``: days that are not worked, to those on which they are due."""
    return Writing(
        plan=plan, schedule=0, kind=BY_HAND, part=part, point=point, due=due, forecasts=False
    )


def line_of(connection: Connection, line: int) -> tuple[Mapping[str, Any], Entry | None] | None:
    """An order line, and who entered it if a person did; None: there is none of that number."""
    found = connection.execute(select(lines).where(lines.c.line == line)).mappings().one_or_none()
    if found is None:
        return None
    row = dict(found)
    made = connection.execute(select(by_hand).where(by_hand.c.line == line)).one_or_none()
    if made is None:
        return row, None
    entry = Entry(
        origin=made.origin,
        why=made.why,
        who=made.who,
        at_us=made.at_us,
        reasons=from_json(made.reasons),
    )
    return row, entry


def _body(wish: OrderWish) -> str:
    """The same for the same wish: quantities by what they come to."""
    said = spell(wish) | {"quantity": f"{wish.quantity.normalize():f}"}
    return json.dumps(said, default=str, sort_keys=True)
