"""Half a piece is none, whoever books it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from central.agreements.model.keys import CumKey
from central.cums.rules.closing import How
from central.cums.rules.movements import Returned, Side
from central.cums.service.accept import accept_count
from central.cums.service.closing import AskedClosing, close_difference
from central.cums.service.corrections import Correction, correct, take_return
from central.db.database import Actor, Database
from central.words.reasons import RuleRefusedError
from tests.support.central.releases_desk import Desk, d, day

HALF = d("0.5")
TWO = {"by": Actor(who="ann+bob", why="counted"), "now_us": 0}
Act = Callable[[Database, Any], object]
ACTS: dict[str, Act] = {
    "correction": lambda db, two: correct(
        db, CumKey("A", "P"), Correction(side=Side.DESPATCHED, quantity=HALF, on=day(3)), **two
    ),
    "return": lambda db, two: take_return(
        db, CumKey("A", "P"), Returned(on=day(3), quantity=HALF), **two
    ),
    "count": lambda db, two: accept_count(db, CumKey("A", "P"), cum=HALF, **two),
    "difference": lambda db, two: close_difference(
        db, CumKey("A", "P"), "N1", AskedClosing(how=How.LOST, quantity=HALF, on=day(3)), **two
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_half_a_piece_is_refused_and_nothing_moves(db: Database, act: str) -> None:
    desk = Desk(db)
    desk.agreement()
    desk.despatched("N1", 10, day(4) - timedelta(days=2))
    before = desk.ledger()
    with pytest.raises(RuleRefusedError, match=r"0\.5 is no whole number"):
        ACTS[act](db, TWO | {"now_us": desk.now_us})
    assert desk.ledger() == before
