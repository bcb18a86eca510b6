"""Short ways to pack, to draft notes and to ask what came of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.service.ledger_store import balances_of
from central.db.database import Database
from central.db.work import Work
from central.despatch.service import notes, units
from central.orders.rules.note_states import NoteEvent
from central.orders.service.notes import step_note, stored_note
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US


def do(db: Database, act: Any) -> Any:
    return db.write(lambda c: act(Work(c, ANN, NOON_US)))


def draft(db: Database, note: str = "N1", **wanted: Any) -> str:
    return str(do(db, lambda work: notes.draft(work, notes.Draft(note=note, on=DAY, **wanted))))


def step(db: Database, note: str, event: NoteEvent) -> None:
    do(db, lambda work: step_note(work, note, event))


def ready(db: Database, note: str = "N1", **wanted: Any) -> None:
    draft(db, note, **wanted)
    step(db, note, NoteEvent.MAKE_READY)


def load(db: Database, *on: str, truck: str = "B-LS 1") -> int:
    """A load with these ready notes on it."""
    made = do(db, lambda work: notes.open_load(work, notes.NewLoad(truck=truck)))
    for note in on:
        do(db, lambda work, note=note: notes.put_on_load(work, note, made))
    return int(made)


def pack(db: Database, unit: str, **wanted: Any) -> str:
    return str(do(db, lambda work: units.pack(work, units.Packing(unit=unit, **wanted))))


def cum(db: Database, part: str = "P") -> Decimal:
    balances = db.read(lambda c: balances_of(c, CumKey("A", part), Returns.KEEP_CUM))
    return balances[-1].despatched if balances else Decimal(0)


def line_of(db: Database, line: int) -> tuple[str, Decimal, Decimal]:
    """Its state, what went of it, and what of it awaits departure."""
    row = next(row for row in office.lines(db) if row.line == line)
    return row.state, row.despatched, row.awaiting


def state(db: Database, note: str) -> str:
    found = db.read(lambda c: stored_note(c, note))
    return "" if found is None else found.state.value
