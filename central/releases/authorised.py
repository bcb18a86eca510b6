"""The highest authorised cums of each agreement part, as they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec
from sqlalchemy import Connection, select

from central.db import upsert
from central.reasons import Reason
from central.releases.authorisation import ClosedPeriod, Highest, begin_period, raise_to
from central.releases.demand import Authorisation
from central.releases.ledger import Ledger
from central.releases.tables import AUTHORISED


def highest_of(connection: Connection, agreement: str, part: str) -> Highest | None:
    """None: the customer has authorised nothing yet."""
    query = select(AUTHORISED).where(AUTHORISED.c.agreement == agreement, AUTHORISED.c.part == part)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Highest(
        start=row.start,
        fabricate=row.fabricate,
        raw_material=row.raw_material,
        closed=tuple(
            ClosedPeriod(
                start=each.start,
                fabricate=Decimal(each.fabricate),
                raw_material=Decimal(each.raw_material),
                despatched_cum=Decimal(each.despatched_cum),
            )
            for each in _CLOSED.decode(row.closed)
        ),
    )


def raise_authorised(
    connection: Connection,
    agreement: str,
    part: str,
    authorisations: Iterable[Authorisation],
    *,
    ledger: Ledger,
    begun: date,
) -> tuple[Reason, ...]:
    """Raises what is kept and never lowers it; a period that the ledger has begun since is begun
    here too. ``begun``: first day of the count where nothing is kept yet.
    """
    was = highest_of(connection, agreement, part)
    now = was or Highest(start=ledger.period_start or begun)
    if ledger.period_start is not None and ledger.period_start > now.start:
        balances = ledger.balances()
        now = begin_period(now, ledger.period_start, balances[-2].despatched)
    now, reasons = raise_to(now, authorisations)
    if now != was:
        _store(connection, agreement, part, now)
    return reasons


def _store(connection: Connection, agreement: str, part: str, highest: Highest) -> None:
    closed = [
        _Closed(
            start=each.start,
            fabricate=f"{each.fabricate:f}",
            raw_material=f"{each.raw_material:f}",
            despatched_cum=f"{each.despatched_cum:f}",
        )
        for each in highest.closed
    ]
    row = {
        "agreement": agreement,
        "part": part,
        "start": highest.start,
        "fabricate": highest.fabricate,
        "raw_material": highest.raw_material,
        "closed": msgspec.json.encode(closed).decode(),
    }
    upsert(connection, AUTHORISED, [row])


class _Closed(msgspec.Struct):
    start: date
    fabricate: str
    raw_material: str
    despatched_cum: str


_CLOSED = msgspec.json.Decoder(list[_Closed])
