"""Schedules of one part in March 2026, ledgers of what went, and the ways to reconcile by short
names.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from central.agreements.model import options as o
from central.cums.rules.ledger import Ledger, record
from central.cums.rules.movements import (
    Despatched,
)
from central.demand.lines import DemandLine, Schedule

D = Decimal
ISSUED = date(2026, 3, 2)


def on(day: int) -> date:
    return date(2026, 3, day)


def line(number: int, day: int, quantity: int, **more: object) -> DemandLine:
    return DemandLine(number=number, on=on(day), quantity=D(quantity), **more)  # type: ignore[arg-type]


def schedule(*lines: DemandLine, **more: object) -> Schedule:
    return Schedule(number="S", part="P", issued_on=ISSUED, lines=lines, **more)  # type: ignore[arg-type]


def despatches(*quantities: int) -> Ledger:
    ledger = Ledger()
    for n, quantity in enumerate(quantities):
        movement = Despatched(note=f"N{n}", on=date(2026, 2, 2 + n), quantity=D(quantity))
        ledger = record(ledger, movement).ledger
    return ledger


NOTE, CUM, BOTH, NONE = (
    o.Reconcile.USE_DELIVERY_NOTE,
    o.Reconcile.USE_CUMULATIVE_QUANTITY,
    o.Reconcile.USE_DELIVERY_NOTE_AND_CUM_QTY,
    o.Reconcile.NO_RECONCILE,
)
MUST, MAY = o.MatchRequired.REQUIRED, o.MatchRequired.NOT_REQUIRED
