"""Two unloading points and two times of day against a dictionary, written from the manual's own
sentences: what is open of a stream is its newest word less what is on its way to its point when it
comes and what left since, and nothing that is said or sent for one point touches another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from central.agreements.model import options as o
from central.db.database import Database
from central.orders import tables
from central.orders.service.despatch import despatch, undo_despatch
from tests.central.releases.test_machine import empty
from tests.support.central.releases_desk import ANN, DAY, Desk, call_off, d, day, item, line
from tests.support.examples import examples

POINTS = ("T12", "T31")
SLOTS = [(day(5), time(6)), (day(5), time(14)), (day(6), time(6)), (day(6), None)]
words = st.dictionaries(st.sampled_from(SLOTS), st.integers(0, 9), max_size=4)
Open = dict[tuple[str, Any, str], int]


class StreamMachine(RuleBasedStateMachine):
    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db = db

    @initialize(
        way=st.sampled_from([o.Reconcile.NO_RECONCILE, o.Reconcile.USE_CUMULATIVE_QUANTITY])
    )
    def begin(self, way: o.Reconcile) -> None:
        empty(self.db)
        self.desk = Desk(self.db)
        self.desk.agreement(
            approval=o.Approval.UNCONDITIONAL, release=o.Release.AUTOMATIC, reconcile=way
        )
        self.counts = way is o.Reconcile.USE_CUMULATIVE_QUANTITY
        self.open: Open = {}
        self.gone: list[tuple[str, str, int]] = []
        self.arrived = 0
        self.said = 0
        self.ids: dict[tuple[str, Any, str], int] = {}

    @rule(both=st.booleans(), first=st.sampled_from(POINTS), word=words, other=words)
    def they_ask(
        self, both: bool, first: str, word: Mapping[Any, int], other: Mapping[Any, int]
    ) -> None:
        """In one message for both points, or for one of them."""
        self.said += 1
        second = next(point for point in POINTS if point != first)
        asked = {first: {**word, SLOTS[0]: 1}, **({second: {**other, SLOTS[2]: 2}} if both else {})}
        count = sum(quantity for _, _, quantity in self.gone[: self.arrived])
        items = [
            item(
                "P",
                *(line(on, quantity, at=at) for (on, at), quantity in lines.items()),
                unloading_point=point,
                cum=count if self.counts else None,
            )
            for point, lines in asked.items()
        ]
        self.desk.post(call_off(str(self.said), *items, issued=DAY))
        self.desk.run()
        for point, lines in asked.items():
            self.open = {key: q for key, q in self.open.items() if key[0] != point}
            coming = [q for _, to, q in self.gone[self.arrived :] if to == point]
            rest = sum(coming) if self.counts else 0
            for (on, at), quantity in sorted(
                lines.items(), key=lambda it: (it[0][0], text(it[0][1]))
            ):
                left = max(0, quantity - rest)
                rest = max(0, rest - quantity)
                self.open[point, on, text(at)] = left

    @precondition(lambda self: any(self.open.values()))
    @rule(point=st.sampled_from(POINTS), most=st.integers(1, 12))
    def a_truck_leaves(self, point: str, most: int) -> None:
        """With what is open for the point, the earliest first."""
        taken, rest = [], most
        for row in self.rows():
            able = int(row.quantity - row.despatched)
            if row.unloading_point == point and rest:
                portion = min(rest, able)
                taken.append((row.line, d(portion)))
                rest -= portion
                self.open[point, row.on_day, row.at_time] -= portion
        if taken:
            note = f"N{len(self.gone)}-{self.said}"
            despatch(self.db, note=note, on=DAY, lines=taken, by=ANN, now_us=self.desk.now_us)
            self.gone.append((note, point, most - rest))

    @precondition(lambda self: self.arrived < len(self.gone))
    @rule()
    def it_arrives(self) -> None:
        self.arrived += 1

    @precondition(lambda self: not self.counts and self.gone)
    @rule()
    def it_comes_back(self) -> None:
        """What the last truck took stands again, on the lines that it was taken from."""
        note, point, _ = self.gone.pop()
        self.arrived = min(self.arrived, len(self.gone))
        taken = [row for row in self.desk.rows(tables.note_lines) if row.note == note]
        undo_despatch(self.db, note=note, on=DAY, why="no truck", by=ANN, now_us=self.desk.now_us)
        lines = {row.line: row for row in self.desk.rows(tables.lines)}
        for row in taken:
            line = lines[row.line]
            key = point, line.on_day, line.at_time
            self.open[key] = self.open.get(key, 0) + int(row.quantity)

    def rows(self) -> list[Any]:
        """The open lines, as they are due."""
        rows = [row for row in self.desk.rows(tables.lines) if row.state in ("open", "picked")]
        return sorted(rows, key=lambda row: (row.on_day, row.at_time, row.line))

    @invariant()
    def what_is_open_is_what_the_dictionary_says(self) -> None:
        found: Open = {}
        for row in self.rows():
            key = row.unloading_point, row.on_day, row.at_time
            found[key] = found.get(key, 0) + int(row.quantity - row.despatched)
        assert found == {key: quantity for key, quantity in self.open.items() if quantity}

    @invariant()
    def the_cum_is_of_both_points(self) -> None:
        ledger = self.desk.ledger()
        assert ledger.balance.despatched == sum(quantity for _, _, quantity in self.gone)
        assert {note.note: note.point for note in ledger.notes()} == {
            note: point for note, point, _ in self.gone
        }


def text(at: time | None) -> str:
    return "" if at is None else f"{at:%H:%M}"


@pytest.mark.timeout(240)
def test_neither_point_touches_the_other(db: Database) -> None:
    run_state_machine_as_test(
        lambda: StreamMachine(db),
        settings=settings(
            max_examples=examples(12),
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
