"""What of a note that is undone is not ordered again, because the customer asked for it anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from central.agreements.model.keys import CumKey, PartKey
from central.agreements.model.options import COUNTING
from central.agreements.service.contracts import AgreementPart
from central.cums.service.asked_anew import Asks, asked_anew
from central.cums.service.ledger_store import note_balances
from central.orders.rules.by_hand import BY_HAND
from central.orders.service.note_lines import Taken
from central.orders.service.notes import agreement_part_of
from central.words.reasons import Reason, because

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAgain:
    """How much less of each order line is ordered, and why."""

    by_line: Mapping[int, Decimal]
    reasons: tuple[Reason, ...]


def not_again(
    connection: Connection, note: str, taken: Sequence[Taken], rows: Mapping[int, Row[Any]]
) -> NotAgain:
    """``taken``: what comes back of the note; ``rows``: its lines. Asked before anything is undone.
    What a person ordered no schedule asks for.
    """
    left: dict[CumKey, Decimal] = {}
    less: dict[int, Decimal] = defaultdict(Decimal)
    reasons = []
    for it in taken:
        row = rows.get(it.line)
        if row is None or row.kind == BY_HAND:
            continue
        of, part = counted_by(connection, PartKey(it.agreement, it.part), note)
        asks, counts = Asks(row.kind, row.unloading_point), part.terms.compares in COUNTING
        anew = asked_anew(connection, of, note, asks, counts=counts)
        if anew is None:
            continue
        mine = min(it.quantity, left.setdefault(of, anew.quantity))
        if mine:
            left[of] -= mine
            less[it.line] += mine
            reasons.append(_said(note, mine, anew.number, anew.on))
    return NotAgain(by_line=less, reasons=tuple(reasons))


def _said(note: str, quantity: Decimal, number: str, on: object) -> Reason:
    return because(
        "note.asked_anew",
        "{quantity} of note {note} are not ordered again: they were missing or rejected when the "
        "customer asked in schedule {number} of {on}",
        quantity=quantity,
        note=note,
        number=number,
        on=str(on),
    )


class CountedBy(NamedTuple):
    cum: CumKey
    part: AgreementPart


def counted_by(connection: Connection, of: PartKey, note: str) -> CountedBy:
    """Whose cum the note moved: a rack may hold parts for several unloading points."""
    moved = (it.of for it in note_balances(connection, note))
    cum = next((it for it in moved if it.of_part == of), CumKey(*of))
    return CountedBy(cum, agreement_part_of(connection, of))
