"""What a receiving advice says against what is booked: a person says which of them is right.

RuleRefusedError everywhere: the line waits, and nothing of it is booked.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, select

from central.agreements.model.keys import CumKey
from central.agreements.model.options import COUNTING
from central.agreements.service.contracts import AgreementPart
from central.cums.service.counts import accepted_since, lowered_since
from central.cums.service.keys import is_of
from central.cums.service.ledger_store import NoteBalance
from central.cums.service.ledgers import sums_of
from central.cums.tables_receipts import receipts
from central.edi.model.receiving_advice import ReceivedLine, ReceivingAdvice, not_kept
from central.words.reasons import RuleRefusedError, because

ZERO = Decimal(0)
_NIGHT = timedelta(days=1)
"""A truck that leaves in the evening may have the note of the next day."""


def check_day(note: NoteBalance, line: ReceivedLine, on: date) -> None:
    if on >= note.on - _NIGHT:
        return
    raise RuleRefusedError(
        because(
            "receipt.before_note",
            "note {note} is said to be received on {on}, but it left on {left}: a person says "
            "what is right",
            note=line.note,
            on=on,
            left=note.on,
        )
    )


def check_despatched(note: NoteBalance, line: ReceivedLine, said: ReceivingAdvice) -> None:
    """What they read on our note: all of it, or what was left of it; several lines are one."""
    if line.despatched is None:
        return
    same = [it for it in said.lines if (it.note, it.part) == (line.note, line.part)]
    together = sum((it.despatched or ZERO for it in same), ZERO)
    right = (note.despatched, note.despatched - note.received)
    if line.despatched in right or together in right:
        return
    raise RuleRefusedError(
        because(
            "receipt.despatched_differs",
            "the advice says that note {note} had {theirs}, ours had {despatched}, of which "
            "{received} were received before: a person says what is right",
            note=line.note,
            theirs=together,
            despatched=note.despatched,
            received=note.received,
        )
    )


def check_nothing(note: NoteBalance, line: ReceivedLine, missing: Decimal) -> None:
    """Of what was received before, an advice takes nothing back by itself."""
    lost = max(not_kept(line), line.received or ZERO)
    if lost > missing:
        raise RuleRefusedError(
            because(
                "receipt.contradicts",
                "{lost} of note {note} is said to be missing or rejected, but {received} of its "
                "{despatched} were received before: a person says what is right",
                note=line.note,
                lost=lost,
                received=note.received,
                despatched=note.despatched,
            )
        )
    if note.received and not lost:
        raise RuleRefusedError(
            because(
                "receipt.nothing_arrived",
                "the advice says that nothing of note {note} arrived, but {received} of its "
                "{despatched} were received before: a person says what is right",
                note=line.note,
                received=note.received,
                despatched=note.despatched,
            )
        )


def check_cum(
    connection: Connection, part: AgreementPart, key: CumKey, line: ReceivedLine, on: date
) -> None:
    """Their own cum against the one that an advice of an earlier day told in this period."""
    said = line.cumulative
    if said is None or part.terms.compares not in COUNTING:
        return
    ledger = sums_of(connection, {key: part.terms.returns})[key]
    table, start = receipts.c, ledger.period_start or date.min
    query = (
        select(table.cum, table.number, table.on_day, table.at_us)
        .where(
            is_of(receipts, key),
            table.cum.is_not(None),
            table.state == "posted",
            table.on_day < on,
            table.on_day >= start,
        )
        .order_by(table.on_day.desc(), table.receipt.desc())
        .limit(1)
    )
    last = connection.execute(query).one_or_none()
    if last is None or said.quantity >= last.cum or (said.since or date.min) > last.on_day:
        return
    accepted = accepted_since(connection, key, last.at_us, ledger.period_start)
    explained = lowered_since(connection, key, last.cum, last.at_us + 1, ledger)
    if accepted is not None or said.quantity >= last.cum - explained:
        return
    raise RuleRefusedError(
        because(
            "receipt.cum_fell",
            "the customer's cum fell from {last} in receiving advice {number} of {told} to {cum}, "
            "and no return or correction explains it: accept their count if it is right, and "
            "process it again",
            last=last.cum,
            number=last.number,
            told=last.on_day,
            cum=said.quantity,
        )
    )
