"""Receiving advice of a customer against notes of the agreement of the tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.ledger import Balance
from central.cums.service.ledger_store import balances_of
from central.cums.service.receipts import Booked, book
from central.db.database import Database
from central.db.work import Work
from central.edi.model.receiving_advice import ReceivedLine, ReceivingAdvice
from central.edi.model.schedule import Source
from central.exchange.model import Origin
from central.orders.service.despatch import despatch
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d


def sent(db: Database, note: str, quantity: object, part: str = "P", on: date = DAY) -> None:
    line = office.line(db, quantity, part=part)
    despatch(db, note=note, on=on, lines=[(line, d(quantity))], by=ANN, now_us=NOON_US)


def advice(*lines: ReceivedLine, **changes: Any) -> ReceivingAdvice:
    values = {"number": "W1", "received_on": DAY + timedelta(days=2), "lines": lines}
    source = Source(**{name: "" for name in Source.__dataclass_fields__})
    return ReceivingAdvice(source=source, **{**values, **changes})


def line(note: str = "N1", part: str = "P", **figures: Any) -> ReceivedLine:
    said = {name: d(value) if isinstance(value, int) else value for name, value in figures.items()}
    return ReceivedLine(part=part, note=note, **said)


def take(
    db: Database,
    said: ReceivingAdvice,
    message: int = 1,
    now_us: int = NOON_US,
    another: bool = False,
) -> Booked:
    """Each message is an advice of its own number, unless ``said`` has another than W1.
    ``another``: a person says that it is no repetition.
    """
    kept: list[Any] = []
    origin = Origin(interchange=7, message=message, partner="edi-c", customer="C", another=another)
    if said.number == "W1":
        said = replace(said, number=f"W{message}")

    def keep(part: str, reasons: Any) -> int:
        kept.append((part, reasons))
        return len(kept)

    return db.write(lambda c: book(Work(c, ANN, now_us), origin, said, keep=keep))


def balance(db: Database, part: str = "P") -> Balance:
    return db.read(lambda c: balances_of(c, CumKey("A", part), Returns.KEEP_CUM))[-1]


def codes(done: Booked) -> list[str]:
    return [reason.code for reason in done.reasons]
