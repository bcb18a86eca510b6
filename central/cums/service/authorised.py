"""The highest authorised cums of each agreement part, as they are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from central.agreements.model.keys import CumKey
from central.cums.model import Authorisation
from central.cums.rules.authorisation import ClosedPeriod, Highest, begin_period, raise_to
from central.cums.rules.ledger import Ledger
from central.cums.service.keys import portions
from central.cums.tables_authorised import AUTHORISED
from central.db.bulk import upsert_many
from central.words.reasons import Reason


class Authorised:
    """Those of many agreement parts in one transaction: asked together, written together."""

    def __init__(self, connection: Connection, keys: Collection[CumKey]) -> None:
        self._connection = connection
        self._keys = sorted(keys)
        self._known: dict[CumKey, Highest] | None = None
        self._changed: set[CumKey] = set()

    def raise_to(
        self,
        key: CumKey,
        authorisations: Iterable[Authorisation],
        *,
        ledger: Ledger,
        since: date | None,
        begun: date,
        by_cum: bool,
    ) -> tuple[Reason, ...]:
        """Raises what is kept and never lowers it. A period that the ledger began meanwhile is
        begun here too. ``since``: the customer's count; a later one waits for the ledger's reset,
        or begins at once where the agreement does not compare cums (``by_cum`` False).
        ``begun``: first day of the count where nothing is kept yet.
        """
        was = self._of(key)
        now = was or Highest(start=ledger.period_start or since or begun)
        balances = ledger.balances()
        if ledger.period_start is not None and ledger.period_start > now.start:
            now = begin_period(now, ledger.period_start, balances[-2].despatched)
        if since is not None and since > now.start:
            if by_cum:
                return ()
            now = begin_period(now, since, balances[-1].despatched)
        now, reasons = raise_to(now, authorisations)
        if now != was:
            self._loaded()[key] = now
            self._changed.add(key)
        return reasons

    def flush(self) -> None:
        upsert_many(
            self._connection,
            AUTHORISED,
            [_row(key, self._loaded()[key]) for key in sorted(self._changed)],
        )
        self._changed.clear()

    def _of(self, key: CumKey) -> Highest | None:
        return self._loaded().get(key)

    def _loaded(self) -> dict[CumKey, Highest]:
        if self._known is None:
            known: dict[CumKey, Highest] = {}
            for some in portions(AUTHORISED, self._keys):
                for row in self._connection.execute(select(AUTHORISED).where(some)):
                    known[CumKey(row.agreement, row.part, row.point)] = _highest(row)
            self._known = known
        return self._known


def _highest(row: Any) -> Highest:
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


def _row(key: CumKey, highest: Highest) -> dict[str, Any]:
    closed = [
        _Closed(
            start=each.start,
            fabricate=f"{each.fabricate:f}",
            raw_material=f"{each.raw_material:f}",
            despatched_cum=f"{each.despatched_cum:f}",
        )
        for each in highest.closed
    ]
    return {
        **key._asdict(),
        "start": highest.start,
        "fabricate": highest.fabricate,
        "raw_material": highest.raw_material,
        "closed": msgspec.json.encode(closed).decode(),
    }


class _Closed(msgspec.Struct):
    start: date
    fabricate: str
    raw_material: str
    despatched_cum: str


_CLOSED = msgspec.json.Decoder(list[_Closed])
