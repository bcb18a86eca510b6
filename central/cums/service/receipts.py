"""Receiving advice of customers: what they booked of our notes raises the received cum. What cannot
be booked as it stands is given to a person, and is never netted with anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, or_, select

from central.agreements.model import units
from central.agreements.service import contracts as agreements
from central.cums.rules.unassigned import arrival
from central.cums.service.contradictions import (
    check_cum,
    check_day,
    check_despatched,
    check_nothing,
)
from central.cums.service.goods_back import deducted_of
from central.cums.service.ledger_store import NoteBalance, note_balances, post_movement
from central.cums.service.unassigned import counted_of
from central.cums.tables_receipts import receipts
from central.db.database import Actor, hold
from central.db.work import Work
from central.edi.model.receiving_advice import ReceivedLine, ReceivingAdvice, booked
from central.edi.model.schedule import Function
from central.exchange.model import Origin
from central.partners.service.days import day_of
from central.words import reasons_json
from central.words.reasons import Reason, RuleRefusedError, because

ZERO = Decimal(0)
NUMBER_AGAIN_DAYS = 300
"""After so many days a customer may count advices anew, as with the numbers of schedules."""
_DAY_US = 86_400_000_000
POSTED, UNPROCESSED = "posted", "unprocessed"
_BOOKABLE = (Function.ORIGINAL, Function.NOT_STATED)

Keep = Callable[[str, tuple[Reason, ...]], int]
"""Gives a part and the reasons to a person; returns the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """``unprocessed`` are entries for people, ``reasons`` why."""

    unprocessed: tuple[int, ...]
    reasons: tuple[Reason, ...]


def book(work: Work, origin: Origin, said: ReceivingAdvice, *, keep: Keep) -> Booked:
    """Every line that can be booked, in the caller's work; what was booked of this message before
    is skipped, and what was not is tried again.
    """
    connection, customer = work.connection, origin.customer
    hold(connection, "receipts", customer)
    of_message = (
        receipts.c.interchange == origin.interchange,
        receipts.c.message == origin.message,
    )
    connection.execute(delete(receipts).where(*of_message, receipts.c.state == UNPROCESSED))
    done = frozenset(connection.execute(select(receipts.c.line).where(*of_message)).scalars())
    entries: list[int] = []
    why: list[Reason] = []
    again = _told_before(work, origin, said)
    another = _another(work, again) if again is not None and origin.another else ()
    for number, line in enumerate(_lines(connection, customer, said), 1):
        if number in done:
            continue
        row = _row(work, customer, said, line)
        try:
            if again is not None and not another:
                raise RuleRefusedError(again)
            row |= _booked(work, origin, said, line, row)
            row["reasons"] = _with(another, row["reasons"])
        except RuleRefusedError as error:
            row |= {"state": UNPROCESSED, "reasons": reasons_json.to_json(error.reasons)}
            entries.append(keep(line.part, error.reasons))
            why += error.reasons
        place = {"interchange": origin.interchange, "message": origin.message, "line": number}
        connection.execute(insert(receipts), [row | place])
    return Booked(unprocessed=tuple(entries), reasons=tuple(why))


def _told_before(work: Work, origin: Origin, said: ReceivingAdvice) -> Reason | None:
    """An advice of that number was booked for one of these notes from another message: the same
    goods once more, or a number that the customer used twice.
    """
    table = receipts.c
    notes = {said.note, *(line.note for line in said.lines)} - {""}
    query = select(func.min(table.interchange)).where(
        table.customer == origin.customer,
        table.number == said.number,
        table.note.in_(sorted(notes)),
        table.state == POSTED,
        table.at_us > work.now_us - NUMBER_AGAIN_DAYS * _DAY_US,
        or_(table.interchange != origin.interchange, table.message != origin.message),
    )
    first = work.connection.execute(query).scalar() if said.number else None
    if first is None:
        return None
    return because(
        "receipt.duplicate",
        "receiving advice {number} is here already, in interchange {interchange}, and was booked: "
        "a person says whether this is another one, and processes it again with the reason",
        number=said.number,
        interchange=first,
    )


def _with(said: tuple[Reason, ...], reasons: str) -> str:
    return reasons_json.to_json((*said, *reasons_json.from_json(reasons))) if said else reasons


def _another(work: Work, again: Reason) -> tuple[Reason, ...]:
    """What a person says against the repetition."""
    figures = dict(again.figures)
    said = because(
        "receipt.another",
        "{who} says that this is another receiving advice {number} than the one of interchange "
        "{interchange}: {why}",
        who=work.by.who,
        number=figures["number"],
        interchange=figures["interchange"],
        why=work.by.why,
    )
    return (said,)


def _lines(
    connection: Connection, customer: str, said: ReceivingAdvice
) -> tuple[ReceivedLine, ...]:
    """An advice without lines means: everything as our note said."""
    if said.lines or not said.note:
        return said.lines or (ReceivedLine(part="", note=""),)
    whole = tuple(
        ReceivedLine(part=it.part, note=said.note, accepted=it.despatched - it.received)
        for it in _of_customer(connection, customer, note_balances(connection, said.note))
    )
    return whole or (ReceivedLine(part="", note=said.note),)


def _of_customer(
    connection: Connection, customer: str, notes: Sequence[NoteBalance]
) -> list[NoteBalance]:
    found = []
    for note in notes:
        part = agreements.agreement_part(connection, note.agreement, note.part)
        if part is not None and part.customer == customer:
            found.append(note)
    return found


def _row(work: Work, customer: str, said: ReceivingAdvice, line: ReceivedLine) -> dict[str, Any]:
    return {
        "number": said.number,
        "customer": customer,
        "agreement": "",
        "part": line.part,
        "point": "",
        "note": line.note,
        "on_day": _day(work, customer, said, line),
        "despatched": None,
        "received": line.received,
        "accepted": line.accepted,
        "rejected": line.rejected,
        "missing": None,
        "posted": ZERO,
        "cum": None if line.cumulative is None else line.cumulative.quantity,
        "differences": _differences(line),
        "state": POSTED,
        "reasons": reasons_json.to_json(()),
        "at_us": work.now_us,
    }


def _day(work: Work, customer: str, said: ReceivingAdvice, line: ReceivedLine) -> date:
    stated = line.received_on or said.received_on or said.issued_on
    if stated is not None:
        return stated
    return day_of(work.connection, customer, work.now_us)


def _differences(line: ReceivedLine) -> str:
    rows = [
        {
            "kind": str(it.kind),
            "quantity": f"{it.quantity:f}",
            "code": it.code,
            "reason": it.reason,
        }
        for it in line.differences
    ]
    return msgspec.json.encode(rows).decode()


def _booked(
    work: Work, origin: Origin, said: ReceivingAdvice, line: ReceivedLine, row: dict[str, Any]
) -> dict[str, Any]:
    """The rest of the row. RuleRefusedError: nothing was posted, and a person is asked."""
    _check_function(said)
    note = _meant(work.connection, origin.customer, line)
    row |= {**note.of._asdict(), "despatched": note.despatched}
    _check_unit(work.connection, note, line)
    quantity = booked(line)
    if quantity is None:
        raise RuleRefusedError(
            because(
                "receipt.no_quantity",
                "the line for note {note} says neither what was received nor what was accepted",
                note=line.note,
            )
        )
    missing = note.despatched - note.received - quantity
    again = deducted_of(work.connection, note.of, line.note)
    if -again <= missing < 0:
        quantity, missing = quantity + missing, ZERO
    if missing < 0:
        raise RuleRefusedError(
            because(
                "receipt.more_than_note",
                "note {note} had {despatched}, {received} of it were received before: {quantity} "
                "more is {over} too many, a person says what is right",
                note=line.note,
                despatched=note.despatched,
                received=note.received,
                quantity=quantity,
                over=-missing,
            )
        )
    _check_contradictions(work.connection, note, said, line, row["on_day"])
    if not quantity:
        check_nothing(note, line, missing)
    reasons = _post(work, note, line.note, quantity, row["on_day"], origin.interchange)
    return {"posted": quantity, "missing": missing, "reasons": reasons_json.to_json(reasons)}


def _check_contradictions(
    connection: Connection, note: NoteBalance, said: ReceivingAdvice, line: ReceivedLine, on: date
) -> None:
    check_day(note, line, on)
    check_despatched(note, line, said)
    part = agreements.agreement_part(connection, note.agreement, note.part)
    if part is not None:
        check_cum(connection, part, note.of, line, on)


def _check_unit(connection: Connection, note: NoteBalance, line: ReceivedLine) -> None:
    part = agreements.agreement_part(connection, note.agreement, note.part)
    stated = (line.unit, *line.units)
    if part is not None and (others := units.other_than(part.unit, stated)):
        raise RuleRefusedError(
            because(
                "receipt.unit",
                "note {note} is received in {theirs}, the agreement counts part {part} in {ours}: "
                "nothing is converted, a person books it",
                note=line.note,
                part=note.part,
                theirs=", ".join(others),
                ours=part.unit,
            )
        )
    if part is not None:
        said = (line.received, line.accepted, line.rejected)
        whole = [quantity for quantity in said if quantity is not None]
        units.check_whole(part.part, part.unit, whole)


def _check_function(said: ReceivingAdvice) -> None:
    if said.function not in _BOOKABLE:
        raise RuleRefusedError(
            because(
                "receipt.not_original",
                "receiving advice {number} is a {function}: a person books what it changes",
                number=said.number,
                function=str(said.function),
            )
        )


def _meant(connection: Connection, customer: str, line: ReceivedLine) -> NoteBalance:
    if not line.note:
        raise RuleRefusedError(
            because("receipt.no_note", "the line for part {part} names no note", part=line.part)
        )
    notes = _of_customer(connection, customer, note_balances(connection, line.note))
    if not notes:
        raise RuleRefusedError(
            because(
                "receipt.note_unknown",
                "the customer received note {note}, which we did not despatch to them or have "
                "undone",
                note=line.note,
            )
        )
    found = [note for note in notes if note.part == line.part]
    if len(found) != 1:
        raise RuleRefusedError(
            because(
                "receipt.part_ambiguous" if found else "receipt.part_not_on_note",
                "part {part} is on note {note} {times} times: {parts}"
                if found
                else "part {part} is not on note {note}; on it are {parts}",
                part=line.part,
                note=line.note,
                times=len(found),
                parts=", ".join(f"{note.agreement} {note.part}" for note in notes),
            )
        )
    return found[0]


def _post(
    work: Work, of: NoteBalance, note: str, quantity: Decimal, on: date, interchange: int
) -> tuple[Reason, ...]:
    """What the customer's count had booked of it before is not received once more."""
    if not quantity:
        return (because("receipt.nothing_kept", "nothing of note {note} was kept", note=note),)
    part = agreements.agreement_part(work.connection, of.agreement, of.part)
    if part is None:
        raise LookupError(of.agreement)
    returns = part.terms.returns
    counted = counted_of(work.connection, of.of, note, on, returns)
    unasked = replace(work, by=Actor(who=work.by.who))  # the advice says why, nobody was asked
    reasons: tuple[Reason, ...] = ()
    for movement in arrival(note, on, quantity, counted):
        reasons += post_movement(unasked, of.of, movement, returns, interchange=interchange).reasons
    return reasons
