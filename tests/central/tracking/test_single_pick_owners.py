"""Whose a single pick is: whoever said so last, until it is put back or lies ready for the line."""

from __future__ import annotations

from typing import Any

import pytest

from central.db.database import Database
from central.tracking.service import cells
from edge.cell.inputs import DeferPick, Divorce, HandleException
from edge.cell.single_inputs import BeginSingle, EndSingle
from tests.edge.cell.test_flags import RE_ORDER, cell
from tests.support.cell.world import ANNA, BEN, LEFT, World, code_of, telegram
from tests.support.central.cell_and_central import Pair, cell_says, central_says
from wire.events import DeferReason, DivorceReason
from wire.ids import PartNumber, RackId
from wire.telegram import PartLine

RE_1 = RackId("RE-1")
BEGIN = BeginSingle(workplace=LEFT, person=ANNA, rack=RE_1)
TAKE = HandleException(exception="single:RE-1", person=BEN, closed=False)
BACK = DeferPick(workplace=LEFT, person=ANNA, reason=DeferReason.SHORT)
END = EndSingle(rack=RE_1, delivered=False, person=ANNA, reason="not wanted")
PICK = ("B-STD", "B-STD")
OUT = Divorce(rack=RE_1, number=0, serial="", part="B-STD", reason=DivorceReason.REWORK, person=BEN)


@pytest.mark.parametrize(
    ("steps", "owner"),
    [
        ([], ""),
        ([BEGIN], "anna"),
        ([BEGIN, BACK], ""),
        ([BEGIN, BACK, BEGIN], "anna"),
        ([BEGIN, PICK[0]], "anna"),
        ([BEGIN, *PICK], ""),
        ([TAKE], "ben"),
        ([TAKE, BEGIN], "anna"),
        ([BEGIN, TAKE], "ben"),
        ([BEGIN, TAKE, BACK], ""),
        ([BEGIN, TAKE, *PICK], ""),
        ([BEGIN, *PICK, TAKE], "ben"),
        ([BEGIN, *PICK, TAKE, END], None),
        ([BEGIN, *PICK, OUT], ""),
        ([BEGIN, *PICK, TAKE, OUT], "ben"),
        ([BEGIN, PICK[0], OUT], "anna"),
        ([BEGIN, *PICK, OUT, BEGIN, PICK[0]], ""),
    ],
)
def test_cell_and_central_say_the_same_owner(db: Database, steps, owner: str | None) -> None:
    made = _ordered()
    pair = Pair(db, made, 1)
    pair.send()
    for step in steps:
        if isinstance(step, str):
            made.now_us += 1_000_000
            made.scan(code_of(step))
        else:
            made.do(step)
        pair.send()
        at_cell, at_central = cell_says(made.state), central_says(db, made.state)
        assert at_central["exceptions"] == at_cell["exceptions"]
    row = central_says(db, made.state)["exceptions"].get("single:RE-1")
    assert (row and row[3]) == owner


def _ordered() -> World:
    """Two pieces of a part are wanted again."""
    made = cell()
    made.hear(telegram(1, options={"TRIM": "C", "HEAVY": "1"}))
    made.start()
    line = PartLine(part=PartNumber("B-STD"), quantity=2)
    made.hear(telegram(1, flags=RE_ORDER, parts=(line,)))
    return made


@pytest.mark.parametrize(
    ("steps", "pieces"), [([], 2), ([OUT], 1), ([OUT, OUT], 0), ([END], 0)], ids=str
)
def test_central_knows_what_was_taken_out(db: Database, steps: list[Any], pieces: int) -> None:
    made = _ordered()
    made.do(BEGIN)
    for part in PICK:
        made.now_us += 10_000_000
        made.scan(code_of(part))
    for step in steps:
        made.do(step)
    Pair(db, made, 1).send()
    married = [it for it in cells.list_marriages(db, active_only=True) if it.rack == RE_1]
    assert len(married) == pieces
