"""What makes a customer's count and differences move at the desk, and what is shown of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from central.agreements.model import options as o
from central.agreements.model.keys import CumKey
from central.cums.rules.closing import How
from central.cums.rules.movements import Side
from central.cums.service import corrections, view
from central.cums.service.closing import AskedClosing, close_difference
from central.cums.service.undo import confirmed
from central.db.database import Actor
from central.db.work import Work
from central.edi.model.receiving_advice import ReceivedLine, ReceivingAdvice
from central.edi.model.schedule import Source
from central.exchange.model import Origin
from central.releases import post as receive
from tests.support.central.releases_desk import d, day, item, line, said

BY_ITSELF = {"approval": o.Approval.AUTO, "release": o.Release.AUTOMATIC}
BY_CUM: dict[str, Any] = {"reconcile": o.Reconcile.USE_CUMULATIVE_QUANTITY, **BY_ITSELF}
BOTH = Actor(who="ann+bob", why="counted again")


def advised(desk: Any, note: str, accepted: object, on: date) -> None:
    """A receiving advice: so much of the note was accepted."""
    desk.interchanges += 1
    source = Source(**{name: "" for name in Source.__dataclass_fields__})
    rows = (ReceivedLine(part="P", note=note, accepted=d(accepted)),)
    desk.db.write(
        lambda c: receive.receipt(
            Work(c, Actor(who="edi"), desk.now_us),
            Origin(interchange=desk.interchanges, message=1, partner="edi-c", customer="C"),
            ReceivingAdvice(
                source=source, number=f"R{desk.interchanges}", received_on=on, lines=rows
            ),
        )
    )


def corrected(desk: Any, side: Side, quantity: object, **more: Any) -> list[str]:
    reasons = corrections.correct(
        desk.db,
        CumKey("A", "P"),
        corrections.Correction(side=side, quantity=d(quantity), on=desk.today, **more),
        by=BOTH,
        now_us=desk.now_us,
    )
    return [reason.code for reason in reasons]


def closed(desk: Any, note: str, how: How, quantity: object = None, why: str = "counted") -> None:
    close_difference(
        desk.db,
        CumKey("A", "P"),
        note,
        AskedClosing(how=how, quantity=None if quantity is None else d(quantity), on=desk.today),
        by=Actor(who="ann", why=why),
        now_us=desk.now_us,
    )


def shown(desk: Any) -> Any:
    """What the list of cums says, which is what the page says."""
    found = desk.db.read(lambda c: view.cum_view(c, CumKey("A", "P"), until=desk.today))
    (row,) = desk.db.read(view.cum_rows)
    assert row.arrived == found.arrived and row.arrived.in_transit >= 0
    return row.arrived


def undoing(desk: Any, note: str) -> str:
    """Why the note cannot be undone; empty: it can."""
    found = desk.db.read(
        lambda c: confirmed(
            c, CumKey("A", "P"), desk.ledger(), o.Reconcile.USE_CUMULATIVE_QUANTITY, note
        )
    )
    return found.code if found is not None else ""


def asked(desk: Any, number: str, cum: object, on: int, quantity: object = 100) -> Any:
    """What became of a schedule of that day: its state, or what it is held as."""
    desk.today = day(on)
    posted = desk.post(said(number, item("P", line(day(20), quantity), cum=cum), issued=day(on)))
    desk.run()
    return desk.state(posted.schedules[0]) if posted.schedules else desk.open_entries()[-1][0]
