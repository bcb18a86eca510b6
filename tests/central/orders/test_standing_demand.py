"""A contract asks what stands in order lines before a part leaves it; no page is served here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from central.agreements.model.keys import CumKey
from central.agreements.model.options import Reconcile, Returns
from central.agreements.service import contracts
from central.agreements.service import write as agreement_writing
from central.agreements.service.moving import GOODS_UNDER_WAY, STANDING_DEMAND
from central.cums.rules.movements import Received
from central.cums.service.ledger_store import post_movement
from central.db.database import Database
from central.db.work import Work
from central.orders.service.despatch import despatch
from central.words.reasons import RuleRefusedError
from tests.support.central import orders as office
from tests.support.central.orders import ANN, DAY, NOON_US, d


def send(db: Database, note: str, line: int, quantity: int) -> None:
    despatch(db, note=note, on=DAY, lines=[(line, d(quantity))], by=ANN, now_us=NOON_US)


def without_its_part(db: Database, name: str) -> None:
    def work(connection: Any) -> None:
        found = contracts.agreement_of(connection, name)
        assert found is not None
        (part,) = found.parts
        left = replace(found, parts=(replace(part, active=False),))
        agreement_writing.save(Work(connection, ANN, NOON_US), left)

    db.write(work)


def test_a_part_stays_in_its_agreement_while_order_lines_are_open(db: Database) -> None:
    office.agreement(db, "A", "P")
    line = office.line(db, 100)
    send(db, "N1", line, 60)
    without_its_part(db, "A")
    with pytest.raises(RuleRefusedError) as caught:
        office.agreement(db, "B", "P")
    (reason,) = caught.value.reasons
    assert reason.code == "agreement.demand_stays"
    assert dict(reason.figures) | {"open": d(40)} == dict(reason.figures)
    assert reason.text.startswith("part P goes from A to B, but in A 40 are open")
    send(db, "N2", line, 40)
    office.agreement(db, "B", "P")


def test_the_other_agreement_is_for_the_same_point_whatever_its_capitals(db: Database) -> None:
    office.agreement(db, "A", "P", points=("T12",))
    office.line(db, 100)
    without_its_part(db, "A")
    office.agreement(db, "B", "P", points=("T31",))
    with pytest.raises(RuleRefusedError, match="goes from A to C"):
        office.agreement(db, "C", "P", points=("t12",))


def test_a_part_stays_in_its_agreement_while_goods_of_it_are_on_their_way(db: Database) -> None:
    """Where the customer's schedules are compared with what left, the other agreement would know
    nothing of it and order it again.
    """
    cumulative = {"reconcile": Reconcile.USE_CUMULATIVE_QUANTITY}
    office.agreement(db, "A", "P", **cumulative)
    send(db, "N1", office.line(db, 100), 100)
    without_its_part(db, "A")
    with pytest.raises(RuleRefusedError) as caught:
        office.agreement(db, "B", "P", **cumulative)
    (reason,) = caught.value.reasons
    assert reason.text.startswith("part P goes from A to B, but 100 of it are on their way under A")
    arrived = Received(on=DAY, quantity=d(100), note="N1")
    returns = Returns.KEEP_CUM
    of = CumKey("A", "P")
    db.write(lambda c: post_movement(Work(c, ANN, NOON_US), of, arrived, returns))
    office.agreement(db, "B", "P", **cumulative)


def test_goods_on_their_way_stay_also_where_only_the_other_agreement_would_miss_them(
    db: Database,
) -> None:
    office.agreement(db, "A", "P")
    send(db, "N1", office.line(db, 100), 100)
    without_its_part(db, "A")
    with pytest.raises(RuleRefusedError, match="100 of it are on their way"):
        office.agreement(db, "B", "P", reconcile=Reconcile.USE_CUMULATIVE_QUANTITY)
    office.agreement(db, "B", "P")


def test_one_capability_says_what_stands() -> None:
    assert len(STANDING_DEMAND.answers()) == len(GOODS_UNDER_WAY.answers()) == 1
