"""What of order lines stands on notes and in handling units: taken off what is open, given back,
and gone.

Whoever changes them holds ``orders`` of the agreement parts, as ``held_lines`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from central.agreements.model.keys import PartKey
from central.agreements.model.points import other_point
from central.agreements.service.contracts import agreement_of
from central.db.work import Work
from central.orders.rules.lines import LineEvent, LineState, check_free, despatching, move_line
from central.orders.service.lines import held_lines
from central.orders.tables import lines, note_lines
from central.words.reasons import RuleRefusedError, because

ZERO = Decimal(0)
_Changed = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What of a note is of one order line; line 0: it was shipped beyond all orders."""

    agreement: str
    part: str
    line: int
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipTo:
    """Where a note goes; empty: none is named."""

    customer: str
    plant: str = ""
    unloading_point: str = ""

    @property
    def text(self) -> str:
        return " / ".join(it for it in (self.customer, self.plant, self.unloading_point) if it)


def check_points(connection: Connection, to: ShipTo, taken: Iterable[Taken]) -> None:
    """RuleRefusedError: a contract of something on the note is not for the point of the note."""
    for name in sorted({it.agreement for it in taken}):
        agreement = agreement_of(connection, name)
        points = () if agreement is None else agreement.points
        if (other := other_point(name, points, to.unloading_point)) is not None:
            raise RuleRefusedError(other)


def taken_of(rows: Mapping[int, Row[Any]], wanted: Mapping[int, Decimal]) -> list[Taken]:
    return [
        Taken(agreement=row.agreement, part=row.part, line=line, quantity=wanted[line])
        for line, row in rows.items()
    ]


def ship_to_of(note: str, rows: Iterable[Row[Any]]) -> ShipTo:
    """RuleRefusedError: the lines are of several customers or unloading points."""
    rows = list(rows)
    customers = sorted({str(row.customer) for row in rows})
    if len(customers) > 1:
        raise RuleRefusedError(
            because(
                "orders.several_customers",
                "note {note} has lines of {customers}: one note is for one customer",
                note=note,
                customers=", ".join(customers),
            )
        )
    points = sorted({str(row.unloading_point) for row in rows})
    if len(points) > 1:
        words = "note {note} has lines for {points}: one note is for one unloading point"
        named = ", ".join(point or "no unloading point" for point in points)
        raise RuleRefusedError(because("orders.several_points", words, note=note, points=named))
    plants = sorted({str(row.plant) for row in rows} - {""})
    if len(plants) > 1:
        words = "note {note} has lines for plants {plants}: one note is for one plant"
        named = ", ".join(plants)
        raise RuleRefusedError(because("orders.several_plants", words, note=note, plants=named))
    return ShipTo(
        customer=customers[0], plant=plants[0] if plants else "", unloading_point=points[0]
    )


def taken_on(connection: Connection, note: str) -> list[Taken]:
    """What stands on the note."""
    table = note_lines
    query = select(table).where(table.c.note == note).order_by(*table.primary_key)
    return [
        Taken(agreement=row.agreement, part=row.part, line=row.line, quantity=row.quantity)
        for row in connection.execute(query)
    ]


def rows_for(taken: Iterable[Taken], **whose: str) -> list[dict[str, object]]:
    """Rows of a table of what stands on a note, or is in a unit."""
    return [
        {
            **whose,
            "agreement": it.agreement,
            "part": it.part,
            "line": it.line,
            "quantity": it.quantity,
        }
        for it in taken
    ]


def parts_of(taken: Iterable[Taken]) -> list[PartKey]:
    return sorted({PartKey(it.agreement, it.part) for it in taken})


def reserve(work: Work, wanted: Mapping[int, Decimal]) -> dict[int, Row[Any]]:
    """Of these lines so much awaits departure from now on, and is free for nothing else; returns
    the lines as they were. RuleRefusedError: there is not so much, and nothing was changed.
    """
    rows = held_lines(work.connection, wanted)
    for line, row in rows.items():
        left = row.quantity - row.despatched
        check_free(line, LineState(row.state), left, row.awaiting, wanted[line])
    _set(work, [_changed(row, awaiting=row.awaiting + wanted[line]) for line, row in rows.items()])
    return rows


def give_back(work: Work, reserved: Mapping[int, Decimal]) -> None:
    """It awaits departure no more, and is free again."""
    rows = held_lines(work.connection, reserved)
    _set(
        work, [_changed(row, awaiting=row.awaiting - reserved[line]) for line, row in rows.items()]
    )


def send(
    work: Work, taken: Sequence[Taken], rows: Mapping[int, Row[Any]], *, reserved: bool = False
) -> None:
    """It goes. ``rows``: the lines, held; ``reserved``: it awaited departure until now."""
    changed = []
    for it in taken:
        if not it.line:
            continue
        row = rows[it.line]
        state, left = LineState(row.state), row.quantity - row.despatched
        if not reserved:
            check_free(it.line, state, left, row.awaiting, it.quantity)
        then = move_line(it.line, state, despatching(it.line, state, left, it.quantity))
        awaiting = row.awaiting - (it.quantity if reserved else ZERO)
        went = row.despatched + it.quantity
        changed.append(_changed(row, then, despatched=went, awaiting=awaiting))
    _set(work, changed)


def take_back(
    work: Work,
    taken: Sequence[Taken],
    rows: Mapping[int, Row[Any]],
    anew: Mapping[int, Decimal],
) -> None:
    """It came back, and is open again, but for what of each line was asked ``anew`` since."""
    changed = []
    for it in taken:
        if it.line:
            row = rows[it.line]
            then = move_line(it.line, LineState(row.state), LineEvent.UNDO)
            went = row.despatched - it.quantity
            asked = row.quantity - anew.get(it.line, ZERO)
            if asked == went:
                then = move_line(it.line, then, LineEvent.CLOSE if went else LineEvent.TAKE_OUT)
            changed.append(_changed(row, then, despatched=went, quantity=asked or row.quantity))
    _set(work, changed)


def _changed(row: Row[Any], then: LineState | None = None, **numbers: Decimal) -> _Changed:
    state = LineState(row.state) if then is None else then
    return {
        "of_line": row.line,
        "new_state": state.value,
        "new_picked": int(state is LineState.PICKED),
        "new_quantity": numbers.get("quantity", row.quantity),
        "new_despatched": numbers.get("despatched", row.despatched),
        "new_awaiting": numbers.get("awaiting", row.awaiting),
    }


def _set(work: Work, changed: Sequence[_Changed]) -> None:
    """Each line once; all in one call."""
    if not changed:
        return
    statement = (
        update(lines)
        .where(lines.c.line == bindparam("of_line"))
        .values(
            state=bindparam("new_state"),
            picked=bindparam("new_picked"),
            quantity=bindparam("new_quantity"),
            despatched=bindparam("new_despatched"),
            awaiting=bindparam("new_awaiting"),
            changed_us=work.now_us,
        )
    )
    work.connection.execute(statement, list(changed))
