"""Days that people give, and what can have come back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Returns
from central.cums.rules.movements import Returned, Side
from central.cums.service import corrections
from central.db.database import Database
from central.orders.service.despatch import despatch
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.orders import ANN, BOTH, DAY, NOON_US, d
from tests.support.central.receiving import sent

LONG_AGO = date(2001, 11, 2)


def returned(db: Database, quantity: object, on: date = DAY) -> None:
    corrections.take_return(db, CumKey("A", "P"), Returned(on=on, quantity=d(quantity)), **BY)


BY: dict[str, Any] = {"by": ANN, "now_us": NOON_US}


def test_nothing_moved_more_than_a_year_ago(db: Database) -> None:
    office.agreement(db)
    line = office.line(db, 100)
    acts = [
        lambda on: despatch(db, note="N1", on=on, lines=[(line, d(50))], **BY),
        lambda on: returned(db, 5, on),
        lambda on: corrections.correct(
            db,
            CumKey("A", "P"),
            corrections.Correction(side=Side.DESPATCHED, quantity=d(5), on=on),
            by=BOTH,
            now_us=NOON_US,
        ),
    ]
    for act in acts:
        for on in (LONG_AGO, DAY - timedelta(days=367)):
            with pytest.raises(RuleRefusedError, match="more than 366 days before") as refused:
                act(on)
            assert refused.value.reasons[0].code == "ledger.long_ago"
    for act in acts:
        act(DAY - timedelta(days=366))


def test_where_returns_move_no_cum_no_more_comes_back_than_went(db: Database) -> None:
    office.agreement(db, returns=Returns.KEEP_CUM)
    with pytest.raises(RuleRefusedError, match="5 cannot have come back: 0 were despatched"):
        returned(db, 5)
    sent(db, "N1", 100)
    with pytest.raises(RuleRefusedError, match="100 were despatched in all, and 0 of them"):
        returned(db, 500)
    returned(db, 60)
    with pytest.raises(RuleRefusedError, match=r"41 cannot .* and 60 of them"):
        returned(db, 41)
    returned(db, 40)
