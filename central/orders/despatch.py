"""Despatch notes over order lines: what goes on a note leaves its lines and raises the cum, both in
one transaction; undoing the note does the reverse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from central.agreements.model import units
from central.agreements.model.keys import PartKey
from central.agreements.model.options import Returns
from central.agreements.service import contracts as agreements
from central.cums.rules.days import check_not_old
from central.cums.rules.movements import Despatched, DespatchUndone
from central.cums.service.differences import forget_differences
from central.cums.service.ledger_store import ledger_of, post_movement
from central.cums.service.undo import confirmed
from central.db.database import Actor, Database, hold, hold_all, upsert
from central.db.work import Work, transact
from central.orders.rules.lines import LineEvent, LineState, despatching, move_line
from central.orders.service.lines import held_lines
from central.orders.tables import floor_shipments, lines, note_lines, notes
from central.partners.service.days import day_of
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)
POSTED, UNDONE = "posted", "undone"
OFFICE, FLOOR = "office", "floor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What of a note is of one order line; line 0: it was shipped beyond all orders."""

    agreement: str
    part: str
    line: int
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Despatch:
    """``repeated``: the same note was posted before, and nothing was done now."""

    note: str
    repeated: bool
    reasons: tuple[Reason, ...]


def despatch(
    db: Database,
    *,
    note: str,
    on: date,
    lines: Sequence[tuple[int, Decimal]],
    by: Actor,
    now_us: int,
) -> Despatch:
    """Posts a note over order lines of one customer, whole or in part. The same note again is
    answered and not posted; with other lines it is refused. RuleRefusedError: nothing was done.
    """
    wanted = _wanted(note, lines)

    def do(work: Work) -> Despatch:
        hold(work.connection, "note", note)
        if _is_posted(work.connection, note, on, wanted):
            again = because("orders.note_again", "note {note} was posted before", note=note)
            return Despatch(note=note, repeated=True, reasons=(again,))
        rows = held_lines(work.connection, wanted)
        customer = _one_customer(note, rows.values())
        today = day_of(work.connection, customer, now_us)
        _refuse_future(note, on, today)
        check_not_old(on, today)
        taken = [
            Taken(agreement=row.agreement, part=row.part, line=line, quantity=wanted[line])
            for line, row in rows.items()
        ]
        new = NewNote(
            note=note,
            on=on,
            origin=OFFICE,
            customer=customer,
            taken=taken,
            point=_one_point(note, rows.values()),
        )
        return Despatch(note=note, repeated=False, reasons=post_note(work, new, rows))

    return transact(db, do, by=by, at_us=now_us)


def _one_customer(note: str, rows: Iterable[Row[Any]]) -> str:
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
    return customers[0]


def _one_point(note: str, rows: Iterable[Row[Any]]) -> str:
    points = sorted({str(row.unloading_point) for row in rows})
    if len(points) > 1:
        words = "note {note} has lines for {points}: one note is for one unloading point"
        named = ", ".join(point or "no unloading point" for point in points)
        raise RuleRefusedError(because("orders.several_points", words, note=note, points=named))
    return points[0]


def undo_despatch(
    db: Database, *, note: str, on: date, why: str, by: Actor, now_us: int
) -> tuple[Reason, ...]:
    """Takes the whole note back. RuleRefusedError once the customer received any of it, or their
    schedules say that it arrived.
    """

    def do(work: Work) -> tuple[Reason, ...]:
        connection = work.connection
        hold(connection, "note", note)
        row = connection.execute(select(notes).where(notes.c.note == note)).one_or_none()
        if row is None or row.state != POSTED:
            raise RuleRefusedError(
                because("orders.note_not_posted", "note {note} is not posted", note=note)
            )
        taken = taken_on(connection, note)
        hold_all(connection, [("orders", *key) for key in _parts(taken)])
        held = held_lines(connection, [it.line for it in taken if it.line])
        _move_lines(connection, taken, held, -1, now_us)
        said = replace(work, by=Actor(who=by.who, why=why))
        reasons: list[Reason] = []
        for of in _parts(taken):
            _refuse_confirmed(connection, *of, note)
            undone = DespatchUndone(note=note, on=on)
            reasons += post_movement(said, of, undone, returns_of(connection, *of)).reasons
        forget_differences(connection, note, now_us=now_us)
        _mark_undone(said, note)
        return tuple(reasons)

    return transact(db, do, by=by, at_us=now_us)


def _mark_undone(work: Work, note: str) -> None:
    by = {"undone_us": work.now_us, "undone_by": work.by.who, "why": work.by.why}
    work.connection.execute(update(notes).where(notes.c.note == note).values(state=UNDONE, **by))
    shipped = floor_shipments.c.rack == note, floor_shipments.c.state == POSTED
    work.connection.execute(
        update(floor_shipments).where(*shipped).values(state=UNDONE, changed_us=work.now_us)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """A despatch note that is to be posted. ``origin``: OFFICE or FLOOR."""

    note: str
    on: date
    origin: str
    customer: str
    taken: Sequence[Taken]
    point: str = ""
    """The unloading point that it goes to; empty: none is named."""


def post_note(work: Work, new: NewNote, rows: Mapping[int, Row[Any]]) -> tuple[Reason, ...]:
    """Lines, cums and the note itself; ``rows`` are the lines, held. The cums come first: when one
    refuses, nothing was written.
    """
    connection, note, taken = work.connection, new.note, new.taken
    unasked = replace(work, by=Actor(who=work.by.who))  # a note needs no reason
    reasons: list[Reason] = []
    for of in _parts(taken):
        whole_pieces(connection, of, [it.quantity for it in taken if (it.agreement, it.part) == of])
        total = sum((it.quantity for it in taken if (it.agreement, it.part) == of), ZERO)
        went_out = Despatched(note=note, on=new.on, quantity=total, point=new.point)
        reasons += post_movement(unasked, of, went_out, returns_of(connection, *of)).reasons
    _move_lines(connection, taken, rows, 1, work.now_us)
    _note(work, new)
    went = [
        {
            "note": note,
            "agreement": it.agreement,
            "part": it.part,
            "line": it.line,
            "quantity": it.quantity,
        }
        for it in taken
    ]
    connection.execute(insert(note_lines), went)
    return tuple(reasons)


def whole_pieces(connection: Connection, of: PartKey, quantities: Sequence[Decimal]) -> None:
    """RuleRefusedError for a fraction of a unit that counts."""
    part = agreements.agreement_part(connection, *of)
    if part is not None:
        units.check_whole(part.part, part.unit, quantities)


def state_of(connection: Connection, note: str) -> tuple[str, str]:
    """(state, origin) of a note; empty: there is none."""
    query = select(notes.c.state, notes.c.origin).where(notes.c.note == note)
    row = connection.execute(query).one_or_none()
    return ("", "") if row is None else (row.state, row.origin)


def taken_on(connection: Connection, note: str) -> list[Taken]:
    """What stands on the note."""
    table = note_lines
    query = select(table).where(table.c.note == note).order_by(*table.primary_key)
    return [
        Taken(agreement=row.agreement, part=row.part, line=row.line, quantity=row.quantity)
        for row in connection.execute(query)
    ]


def returns_of(connection: Connection, agreement: str, part: str) -> Returns:
    """The agreement's option; RuleRefusedError for an agreement part that does not exist."""
    found = agreements.agreement_part(connection, agreement, part)
    if found is None:
        raise RuleRefusedError(
            because(
                "orders.no_agreement_part",
                "part {part} is in no agreement {agreement}",
                part=part,
                agreement=agreement,
            )
        )
    return found.terms.returns


def _note(work: Work, new: NewNote) -> None:
    """A note that stands gets more lines; one that was undone begins anew."""
    if state_of(work.connection, new.note)[0] == POSTED:
        return
    work.connection.execute(delete(note_lines).where(note_lines.c.note == new.note))
    row = {
        "note": new.note,
        "customer": new.customer,
        "unloading_point": new.point,
        "on_day": new.on,
        "origin": new.origin,
        "state": POSTED,
        "at_us": work.now_us,
        "who": work.by.who,
        "undone_us": None,
        "undone_by": "",
        "why": "",
    }
    upsert(work.connection, notes, [row])


def _wanted(note: str, lines: Sequence[tuple[int, Decimal]]) -> dict[int, Decimal]:
    wanted: dict[int, Decimal] = {}
    for line, quantity in lines:
        wanted[line] = wanted.get(line, ZERO) + quantity
    if not note or not wanted:
        raise RuleRefusedError(
            because("orders.empty_note", "a despatch note needs a number and a line", note=note)
        )
    return wanted


def _refuse_future(note: str, on: date, today: date) -> None:
    """A truck that leaves at night may have tomorrow's note."""
    if on > today + timedelta(days=1):
        raise RuleRefusedError(
            because(
                "orders.note_in_future",
                "note {note} is of {on}; at the customer it is {today}",
                note=note,
                on=on,
                today=today,
            )
        )


def _refuse_confirmed(connection: Connection, agreement: str, part: str, note: str) -> None:
    found = agreements.agreement_part(connection, agreement, part)
    if found is None:
        return
    ledger = ledger_of(connection, agreement, part, found.terms.returns)
    reason = confirmed(connection, agreement, part, ledger, found.terms.compares, note)
    if reason is not None:
        raise RuleRefusedError(reason)


def _is_posted(connection: Connection, note: str, on: date, wanted: Mapping[int, Decimal]) -> bool:
    """RuleRefusedError if it is, with other lines or of another day."""
    row = connection.execute(select(notes).where(notes.c.note == note)).one_or_none()
    if row is None or row.state != POSTED:
        return False
    stands = {it.line: it.quantity for it in taken_on(connection, note)}
    if row.on_day != on or stands != wanted:
        raise RuleRefusedError(
            because(
                "orders.note_differs",
                "note {note} was posted on {on} with other lines: undo it, or take another number",
                note=note,
                on=row.on_day,
            )
        )
    return True


def _parts(taken: Sequence[Taken]) -> list[PartKey]:
    return sorted({PartKey(it.agreement, it.part) for it in taken})


def _move_lines(
    connection: Connection,
    taken: Sequence[Taken],
    rows: Mapping[int, Row[Any]],
    sign: int,
    now_us: int,
) -> None:
    """``sign`` 1: it goes, -1: it comes back."""
    for it in taken:
        if not it.line:
            continue
        row = rows[it.line]
        state = LineState(row.state)
        event = (
            despatching(it.line, state, row.quantity - row.despatched, it.quantity)
            if sign > 0
            else LineEvent.UNDO
        )
        then = move_line(it.line, state, event)
        values = {
            "despatched": row.despatched + sign * it.quantity,
            "state": then.value,
            "picked": int(then is LineState.PICKED),
            "changed_us": now_us,
        }
        connection.execute(update(lines).where(lines.c.line == it.line).values(values))
