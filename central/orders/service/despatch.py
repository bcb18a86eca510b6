"""Despatch notes that are posted at once: what goes on a note leaves its lines and raises the cum,
both in one transaction; undoing the note, or a part of it, does the reverse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, delete, insert, select, update

from central.agreements.model.keys import CumKey, PartKey
from central.agreements.service.contracts import AgreementPart
from central.cums.rules.movements import DespatchUndone
from central.cums.service.differences import forget_differences
from central.cums.service.ledger_store import ledger_of, post_movement
from central.cums.service.undo import confirmed
from central.db.database import Actor, Database, hold, hold_all
from central.db.work import Work, transact
from central.orders.rules.lines import by_line
from central.orders.rules.note_states import GONE, NoteEvent, NoteState, move_note
from central.orders.service.lines import held_lines
from central.orders.service.not_again import counted_by, not_again
from central.orders.service.note_lines import (
    parts_of,
    ship_to_of,
    take_back,
    taken_of,
    taken_on,
)
from central.orders.service.notes import (
    OFFICE,
    NewNote,
    check_left_on,
    post_note,
    stored_note,
    whole_pieces,
    write_note,
)
from central.orders.tables import floor_shipments, note_lines, notes_undone
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)
POSTED, UNDONE = "posted", "undone"
"""Of what the floor shipped."""


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
    wanted = wanted_lines(note, lines)

    def do(work: Work) -> Despatch:
        hold(work.connection, "note", note)
        if _is_posted(work.connection, note, on, wanted):
            again = because("orders.note_again", "note {note} was posted before", note=note)
            return Despatch(note=note, repeated=True, reasons=(again,))
        rows = held_lines(work.connection, wanted)
        to = ship_to_of(note, rows.values())
        check_left_on(work.connection, note, to.customer, on, now_us)
        new = NewNote(note=note, on=on, origin=OFFICE, to=to, taken=taken_of(rows, wanted))
        return Despatch(note=note, repeated=False, reasons=post_note(work, new, rows))

    return transact(db, do, by=by, at_us=now_us)


def undo_despatch(
    db: Database, *, note: str, on: date, why: str, by: Actor, now_us: int
) -> tuple[Reason, ...]:
    """Takes the whole note back. RuleRefusedError once the customer received any of it, or their
    schedules say that it arrived.
    """

    whose = Actor(who=by.who, why=why)
    return transact(db, lambda work: undo_whole(work, note, on), by=whose, at_us=now_us)


def undo_whole(work: Work, note: str, on: date) -> tuple[Reason, ...]:
    """As ``undo_despatch``, inside the caller's work, whose actor says why."""
    hold(work.connection, "note", note)
    _refuse_not_posted(work.connection, note, NoteEvent.UNDO)
    return _undo(work, note, on)


def _undo(work: Work, note: str, on: date) -> tuple[Reason, ...]:
    connection = work.connection
    taken = taken_on(connection, note)
    hold_all(connection, [("orders", *key) for key in parts_of(taken)])
    held = held_lines(connection, [it.line for it in taken if it.line])
    again = not_again(connection, note, taken, held)
    take_back(work, taken, held, again.by_line)
    reasons = list(again.reasons)
    for of in parts_of(taken):
        cum, part = counted_by(connection, of, note)
        _refuse_confirmed(connection, cum, part, note)
        undone = DespatchUndone(note=note, on=on)
        reasons += post_movement(work, cum, undone, part.terms.returns).reasons
    forget_differences(connection, note, now_us=work.now_us)
    _mark_undone(work, note)
    return tuple(reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What of one line of a note came back. ``key``: of whoever asks, so that the same is not
    undone twice. Line 0: of what went beyond all orders, ``agreement`` and ``part`` say of which;
    of another line they may be empty.
    """

    note: str
    key: str
    line: int
    quantity: Decimal
    on: date
    agreement: str = ""
    part: str = ""

    def is_of(self, line: int, of: PartKey) -> bool:
        named = self.agreement in ("", of.agreement) and self.part in ("", of.part)
        return named and self.line == line


def undo_part(db: Database, part: Part, *, why: str, by: Actor, now_us: int) -> Despatch:
    """Takes some of a line of the note back: line, note and cum follow. The same key again is
    answered, with something else it is refused. RuleRefusedError once the customer received any of
    the part, or their schedules say that it arrived.
    """

    whose = Actor(who=by.who, why=why)
    return transact(db, lambda work: undo_some(work, part), by=whose, at_us=now_us)


def undo_some(work: Work, part: Part) -> Despatch:
    """As ``undo_part``, inside the caller's work, whose actor says why."""
    hold(work.connection, "note", part.note)
    if _is_undone(work.connection, part):
        words = "{quantity} of note {note} were undone before"
        quantity, note = part.quantity, part.note
        again = because("note.undone_again", words, quantity=quantity, note=note)
        return Despatch(note=part.note, repeated=True, reasons=(again,))
    _refuse_not_posted(work.connection, part.note, NoteEvent.UNDO_PART)
    return Despatch(note=part.note, repeated=False, reasons=_undo_part(work, part))


def _is_undone(connection: Connection, part: Part) -> bool:
    """RuleRefusedError: something else was undone under that key."""
    table = notes_undone
    query = select(table).where(table.c.note == part.note, table.c.key == part.key)
    row = connection.execute(query).one_or_none()
    if row is None:
        return False
    same = part.is_of(row.line, PartKey(row.agreement, row.part))
    if not same or (row.quantity, row.on_day) != (part.quantity, part.on):
        words = "key {key} undid something else of note {note}: take another key"
        raise RuleRefusedError(because("note.key_taken", words, key=part.key, note=part.note))
    return True


def _undo_part(work: Work, part: Part) -> tuple[Reason, ...]:
    connection, taken = work.connection, taken_on(work.connection, part.note)
    mine = [it for it in taken if part.is_of(it.line, PartKey(it.agreement, it.part))]
    stands = mine[0].quantity if len(mine) == 1 else ZERO
    if not 0 < part.quantity <= stands:
        raise RuleRefusedError(
            because(
                "note.not_so_much",
                "{quantity} cannot come back: {stands} of order line {line} stand on note {note}",
                quantity=part.quantity,
                stands=stands,
                line=part.line,
                note=part.note,
            )
        )
    part = replace(part, agreement=mine[0].agreement, part=mine[0].part)
    of = PartKey(part.agreement, part.part)
    whole_pieces(connection, of, [replace(mine[0], quantity=part.quantity)])
    connection.execute(insert(notes_undone), [_undone_row(work, part)])
    if [part.quantity] == [it.quantity for it in taken]:
        return _undo(work, part.note, part.on)
    of_part = sum((it.quantity for it in taken if (it.agreement, it.part) == of), ZERO)
    quantity = None if part.quantity == of_part else part.quantity
    hold_all(connection, [("orders", *of)])
    held = held_lines(connection, [part.line] if part.line else [])
    back = [replace(mine[0], quantity=part.quantity)]
    again = not_again(connection, part.note, back, held)
    take_back(work, back, held, again.by_line)
    cum, agreed = counted_by(connection, of, part.note)
    _refuse_confirmed(connection, cum, agreed, part.note, part.quantity)
    undone = DespatchUndone(note=part.note, on=part.on, quantity=quantity)
    reasons = post_movement(work, cum, undone, agreed.terms.returns).reasons
    _leave(connection, part, stands - part.quantity)
    _less_shipped(work, part)
    write_note(work, part.note)
    return again.reasons + reasons


def _less_shipped(work: Work, part: Part) -> None:
    """Where the note is a rack of the floor, so much less of the part was shipped in it: of what
    was beyond all orders, or of the rest.
    """
    table, left = floor_shipments.c, part.quantity
    whose = table.rack == part.note, table.agreement == part.agreement, table.part == part.part
    query = select(floor_shipments).where(*whose, table.state == POSTED)
    for row in work.connection.execute(query.order_by(table.node, table.our_part)).all():
        ordered = row.quantity - row.beyond
        back = min(left, ordered if part.line else row.beyond)
        quantity = row.quantity - back
        values = {
            "quantity": quantity or row.quantity,
            "beyond": row.beyond if part.line or not quantity else row.beyond - back,
            "state": POSTED if quantity else UNDONE,
            "changed_us": work.now_us,
        }
        mine = table.node == row.node, table.rack == row.rack, table.our_part == row.our_part
        work.connection.execute(update(floor_shipments).where(*mine).values(values))
        left -= back


def _undone_row(work: Work, part: Part) -> dict[str, object]:
    return {
        "note": part.note,
        "key": part.key,
        "line": part.line,
        "agreement": part.agreement,
        "part": part.part,
        "quantity": part.quantity,
        "on_day": part.on,
        "why": work.by.why,
        "at_us": work.now_us,
        "who": work.by.who,
    }


def _leave(connection: Connection, part: Part, left: Decimal) -> None:
    table = note_lines.c
    key = [
        table.note == part.note,
        table.agreement == part.agreement,
        table.part == part.part,
        table.line == part.line,
    ]
    if left:
        connection.execute(update(note_lines).where(*key).values(quantity=left))
    else:
        connection.execute(delete(note_lines).where(*key))


def _mark_undone(work: Work, note: str) -> None:
    by = {"undone_us": work.now_us, "undone_by": work.by.who, "why": work.by.why}
    write_note(work, note, state=NoteState.UNDONE.value, **by)
    shipped = floor_shipments.c.rack == note, floor_shipments.c.state == POSTED
    work.connection.execute(
        update(floor_shipments).where(*shipped).values(state=UNDONE, changed_us=work.now_us)
    )


def wanted_lines(note: str, lines: Sequence[tuple[int, Decimal]]) -> dict[int, Decimal]:
    """By line; RuleRefusedError: there is no number or no line."""
    wanted = by_line(lines)
    if not note or not wanted:
        raise RuleRefusedError(
            because("orders.empty_note", "a despatch note needs a number and a line", note=note)
        )
    return wanted


def _refuse_not_posted(connection: Connection, note: str, event: NoteEvent) -> None:
    held = stored_note(connection, note)
    if held is None or held.state is NoteState.UNDONE:
        raise RuleRefusedError(
            because("orders.note_not_posted", "note {note} is not posted", note=note)
        )
    move_note(note, held.state, event)


def _refuse_confirmed(
    connection: Connection,
    of: CumKey,
    part: AgreementPart,
    note: str,
    quantity: Decimal | None = None,
) -> None:
    ledger = ledger_of(connection, of, part.terms.returns)
    reason = confirmed(connection, of, ledger, part.terms.compares, note, quantity)
    if reason is not None:
        raise RuleRefusedError(reason)


def _is_posted(connection: Connection, note: str, on: date, wanted: Mapping[int, Decimal]) -> bool:
    """RuleRefusedError if it is, with other lines or of another day."""
    held = stored_note(connection, note)
    if held is None or held.state not in GONE:
        return False
    query = select(notes_undone.c.line, notes_undone.c.quantity)
    undone = [(line, q) for line, q in connection.execute(query.where(notes_undone.c.note == note))]
    went = by_line([*undone, *((it.line, it.quantity) for it in taken_on(connection, note))])
    if held.on != on or went != wanted:
        raise RuleRefusedError(
            because(
                "orders.note_differs",
                "note {note} was posted on {on} with other lines: undo it, or take another number",
                note=note,
                on=held.on,
            )
        )
    return True
