"""Despatch notes before and when they leave: on one that has not left lines only await, and the
cums rise when it departs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from central.agreements.model import units
from central.agreements.model.keys import CumKey, PartKey
from central.agreements.service import contracts as agreements
from central.agreements.service.contracts import AgreementPart
from central.cums.rules.days import check_not_old
from central.cums.rules.movements import Despatched
from central.cums.service.ledger_store import post_movement
from central.db.bulk import among
from central.db.database import Actor, hold, hold_all, upsert
from central.db.work import Work
from central.orders.rules.lines import by_line
from central.orders.rules.note_numbers import fits
from central.orders.rules.note_states import NoteEvent, NoteState, move_note
from central.orders.service.lines import held_lines, hold_parts
from central.orders.service.note_lines import (
    ShipTo,
    Taken,
    check_points,
    give_back,
    parts_of,
    rows_for,
    send,
    taken_on,
)
from central.orders.tables import note_lines, notes, notes_undone
from central.partners.service.days import day_of
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)
OFFICE, FLOOR = "office", "floor"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """A despatch note. ``origin``: OFFICE or FLOOR. ``on``: when it left, or is to leave;
    ``departed_us``: when it left, where the time is known.
    """

    note: str
    on: date
    origin: str
    to: ShipTo
    taken: Sequence[Taken]
    departed_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNote:
    note: str
    state: NoteState
    origin: str
    on: date
    to: ShipTo
    version: int


def left_at(connection: Connection, names: Collection[str]) -> dict[str, int | None]:
    """When each of these notes left, us; None: it has not, or nobody said when."""
    return {
        row.note: row.departed_us
        for some in among(connection, notes.c.note, names)
        for row in connection.execute(select(notes.c.note, notes.c.departed_us).where(some))
    }


def stored_note(connection: Connection, note: str) -> StoredNote | None:
    """None: there is none."""
    row = connection.execute(select(notes).where(notes.c.note == note)).one_or_none()
    if row is None:
        return None
    to = ShipTo(customer=row.customer, plant=row.plant, unloading_point=row.unloading_point)
    state = NoteState(row.state)
    return StoredNote(
        note=note, state=state, origin=row.origin, on=row.on_day, to=to, version=row.version
    )


def held_note(connection: Connection, note: str, seen: int = 0) -> StoredNote:
    """Nobody else changes it until the end of the transaction. RuleRefusedError: there is none, or
    somebody changed it since the version that was ``seen``; 0: whatever it is.
    """
    hold(connection, "note", note)
    found = stored_note(connection, note)
    if found is None:
        raise RuleRefusedError(because("note.none", "there is no note {note}", note=note))
    if seen and seen != found.version:
        words = "note {note} was changed meanwhile, it is {state} now: look at it, then decide"
        state = found.state.value
        raise RuleRefusedError(because("note.overtaken", words, note=note, state=state))
    return found


def hold_notes(connection: Connection, names: Collection[str]) -> None:
    """Several notes and the lines that stand on them, before any of them changes: whoever holds
    them one by one waits in a circle for another who does.
    """
    hold_all(connection, [("note", name) for name in names])
    parts: set[PartKey] = set()
    whose = note_lines.c.agreement, note_lines.c.part
    for of_names in among(connection, note_lines.c.note, names):
        query = select(*whose).where(of_names).distinct()
        parts |= {PartKey(*row) for row in connection.execute(query)}
    hold_parts(connection, parts)


def check_number(connection: Connection, note: str, taken: Sequence[Taken]) -> None:
    """RuleRefusedError: the customer takes no such number."""
    for of in parts_of(taken):
        part = agreements.agreement_part(connection, *of)
        if part is not None and not fits(note, part.terms.note_numbers):
            raise RuleRefusedError(
                because(
                    "note.eight_digits",
                    "{note} is no number for a note of agreement {agreement}, which takes eight "
                    "digits",
                    note=note,
                    agreement=of.agreement,
                )
            )


def draft_note(work: Work, new: NewNote) -> None:
    """What stands on it awaits departure already. RuleRefusedError: the number is taken."""
    hold(work.connection, "note", new.note)
    if stored_note(work.connection, new.note) is not None:
        words = "number {note} is taken: a note has it, or had it and is void"
        raise RuleRefusedError(because("note.taken", words, note=new.note))
    check_number(work.connection, new.note, new.taken)
    check_points(work.connection, new.to, new.taken)
    for of in parts_of(new.taken):
        whole_pieces(work.connection, of, new.taken)
    _store(work, new, NoteState.DRAFT)
    work.connection.execute(insert(note_lines), rows_for(new.taken, note=new.note))


def redraft_note(work: Work, new: NewNote) -> None:
    """Other lines and another day for a draft, whose old lines were given back. RuleRefusedError:
    it is none, or of another place.
    """
    held = held_note(work.connection, new.note)
    move_note(new.note, held.state, NoteEvent.CHANGE)
    was, to = held.to, new.to
    if (was.customer, was.unloading_point) != (to.customer, to.unloading_point) or (
        was.plant and to.plant and was.plant != to.plant
    ):
        words = "note {note} is for {place}: what is for {other} goes on another note"
        place, other = was.text, to.text
        raise RuleRefusedError(
            because("note.other_place", words, note=new.note, place=place, other=other)
        )
    check_number(work.connection, new.note, new.taken)
    check_points(work.connection, new.to, new.taken)
    for of in parts_of(new.taken):
        whole_pieces(work.connection, of, new.taken)
    mine = note_lines.c.note == new.note
    work.connection.execute(delete(note_lines).where(mine))
    work.connection.execute(insert(note_lines), rows_for(new.taken, note=new.note))
    write_note(work, new.note, on_day=new.on, plant=to.plant or was.plant)


def step_note(work: Work, note: str, event: NoteEvent, seen: int = 0) -> NoteState:
    """RuleRefusedError where the table of states has no such step."""
    then = move_note(note, held_note(work.connection, note, seen).state, event)
    if event is NoteEvent.MAKE_READY:
        check_number(work.connection, note, taken_on(work.connection, note))
    write_note(work, note, state=then.value)
    return then


def write_note(work: Work, note: str, **values: object) -> None:
    """These columns of it, and the next version."""
    changed = update(notes).where(notes.c.note == note)
    work.connection.execute(changed.values(version=notes.c.version + 1, **values))


def void_note(work: Work, note: str, why: str, *, kept: Mapping[int, Decimal]) -> None:
    """Its number is dead, and what stood on it is free again; but ``kept``, by line, goes on
    awaiting departure.
    """
    then = move_note(note, held_note(work.connection, note).state, NoteEvent.VOID)
    back = by_line((it.line, it.quantity) for it in taken_on(work.connection, note))
    left = {line: quantity - kept.get(line, ZERO) for line, quantity in back.items()}
    give_back(work, {line: quantity for line, quantity in left.items() if quantity})
    by = {"undone_us": work.now_us, "undone_by": work.by.who, "why": why}
    write_note(work, note, state=then.value, **by)


def depart_note(work: Work, note: str, departed_us: int) -> tuple[Reason, ...]:
    """The cums rise on the day of departure where the customer is. RuleRefusedError: nothing was
    written.
    """
    connection = work.connection
    held = held_note(connection, note)
    then = move_note(note, held.state, NoteEvent.DEPART)
    on = day_of(connection, held.to.customer, departed_us)
    check_left_on(connection, note, held.to.customer, on, work.now_us)
    taken = taken_on(connection, note)
    if not taken:
        raise RuleRefusedError(because("note.empty", "nothing stands on note {note}", note=note))
    rows = held_lines(connection, [it.line for it in taken])
    new = NewNote(
        note=note, on=on, origin=held.origin, to=held.to, taken=taken, departed_us=departed_us
    )
    check_number(connection, note, taken)
    check_points(connection, held.to, taken)
    reasons = raise_cums(work, new)
    send(work, taken, rows, reserved=True)
    write_note(work, note, state=then.value, on_day=on, departed_us=departed_us)
    return reasons


def check_left_on(connection: Connection, note: str, customer: str, on: date, now_us: int) -> None:
    """RuleRefusedError for a day of long ago or to come. A truck that leaves at night may have
    tomorrow's note.
    """
    today = day_of(connection, customer, now_us)
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
    check_not_old(on, today)


def post_note(work: Work, new: NewNote, rows: Mapping[int, Row[Any]]) -> tuple[Reason, ...]:
    """Lines, cums and the note itself in one step; ``rows`` are the lines, held. The cums come
    first: when one refuses, nothing was written. A note that stands gets more lines, one that was
    cancelled begins anew.
    """
    connection = work.connection
    held = stored_note(connection, new.note)
    anew = held is None or held.state is NoteState.UNDONE
    if held is not None:
        event = NoteEvent.POST_ANEW if anew else NoteEvent.POST_MORE
        move_note(new.note, held.state, event)
    for of in parts_of(new.taken):
        whole_pieces(connection, of, new.taken)
    check_points(connection, new.to, new.taken)
    if new.origin == OFFICE:
        check_number(connection, new.note, new.taken)
    reasons = raise_cums(work, new)
    send(work, new.taken, rows)
    if anew:
        for of_before in (note_lines, notes_undone):
            connection.execute(delete(of_before).where(of_before.c.note == new.note))
        _store(work, new, NoteState.POSTED, 1 if held is None else held.version + 1)
    connection.execute(insert(note_lines), rows_for(new.taken, note=new.note))
    return reasons


def raise_cums(work: Work, new: NewNote) -> tuple[Reason, ...]:
    """By what stands on the note of each agreement part."""
    unasked = replace(work, by=Actor(who=work.by.who))  # a note needs no reason
    reasons: list[Reason] = []
    for of in parts_of(new.taken):
        total = sum((it.quantity for it in new.taken if (it.agreement, it.part) == of), ZERO)
        went_out = Despatched(
            note=new.note,
            on=new.on,
            quantity=total,
            point=new.to.unloading_point,
            happened_us=new.departed_us,
        )
        part = agreement_part_of(work.connection, of)
        cum = cum_of(part, new.note, new.to.unloading_point)
        reasons += post_movement(unasked, cum, went_out, part.terms.returns).reasons
    return tuple(reasons)


def whole_pieces(connection: Connection, of: PartKey, taken: Sequence[Taken]) -> None:
    """RuleRefusedError for a fraction of a unit that counts."""
    part = agreements.agreement_part(connection, *of)
    quantities = [it.quantity for it in taken if (it.agreement, it.part) == of]
    if part is not None:
        units.check_whole(part.part, part.unit, quantities)


def agreement_part_of(connection: Connection, of: PartKey) -> AgreementPart:
    """RuleRefusedError for an agreement part that does not exist."""
    found = agreements.agreement_part(connection, *of)
    if found is None:
        raise RuleRefusedError(
            because(
                "orders.no_agreement_part",
                "part {part} is in no agreement {agreement}",
                part=of.part,
                agreement=of.agreement,
            )
        )
    return found


def cum_of(part: AgreementPart, note: str, point: str) -> CumKey:
    """Whose cum a note to the unloading point moves. RuleRefusedError: each has one, and none is
    named.
    """
    if part.terms.by_point and not point:
        words = (
            "note {note} names no unloading point, and part {part} in {agreement} has a cum for "
            "each: name the point in its order lines"
        )
        raise RuleRefusedError(
            because(
                "orders.note_of_no_point",
                words,
                note=note,
                part=part.part,
                agreement=part.agreement,
            )
        )
    return part.cum_at(point)


def _store(work: Work, new: NewNote, state: NoteState, version: int = 1) -> None:
    row = {
        "note": new.note,
        "customer": new.to.customer,
        "plant": new.to.plant,
        "unloading_point": new.to.unloading_point,
        "on_day": new.on,
        "departed_us": new.departed_us,
        "origin": new.origin,
        "state": state.value,
        "at_us": work.now_us,
        "who": work.by.who,
        "undone_us": None,
        "undone_by": "",
        "why": "",
        "version": version,
    }
    upsert(work.connection, notes, [row])
