"""Goods are neither made nor lost: of each part and point what we despatched is what the customer
received, what is missing, rejected or came back, and what is in transit; and what is ordered and in
transit is never above the customer's newest word. Against a page of dictionaries (``goods_model``).
"""

from __future__ import annotations

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
from central.agreements.model.keys import CumKey
from central.cums.rules.closing import How
from central.cums.rules.movements import Returned
from central.cums.service import corrections, view
from central.cums.service.closing import AskedClosing, close_difference
from central.cums.service.note_accounts import accounts_of
from central.db.database import Actor, Database
from central.db.work import Work
from central.edi.model.receiving_advice import ReceivedLine, ReceivingAdvice
from central.edi.model.schedule import Source
from central.exchange.model import Origin
from central.orders import tables
from central.orders.service.despatch import Part, despatch, undo_despatch, undo_part
from central.releases import post as receive
from tests.central.releases.test_machine import empty
from tests.support.central.goods_model import Goods
from tests.support.central.releases_desk import ANN, Desk, at, call_off, d, day, item, line, said
from tests.support.examples import examples

DOCKS = ("T12", "T31")
quantities = st.integers(0, 12)
docks = st.sampled_from(DOCKS)


class Clocked(Desk):
    """Nothing happens at one moment with something else."""

    moments = 0

    @property
    def now_us(self) -> int:
        self.moments += 1
        return at(self.today) + self.moments * 1_000


class ConservationMachine(RuleBasedStateMachine):
    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db = db

    @initialize(
        count=st.sampled_from(list(o.CumCount)),
        returns=st.sampled_from(list(o.Returns)),
        advises=st.booleans(),
        kinds=st.sampled_from([(said,), (call_off,), (said, call_off)]),
    )
    def begin(self, count: o.CumCount, returns: o.Returns, advises: bool, kinds: Any) -> None:
        empty(self.db)
        self.desk = Clocked(self.db)
        self.desk.agreement(
            approval=o.Approval.UNCONDITIONAL,
            release=o.Release.AUTOMATIC,
            reconcile=o.Reconcile.USE_CUMULATIVE_QUANTITY,
            points=DOCKS,
            cum_count=count,
            returns=returns,
        )
        self.kinds, self.numbers = kinds, 0
        self.words: dict[tuple[str, Any], tuple[int, int]] = {}
        counted_at = DOCKS if count is o.CumCount.POINT else ()
        deducts = returns is o.Returns.DEDUCT_FROM_CUM
        self.goods = Goods(counted_at=counted_at, advises=advises, deducts=deducts)
        self.begun: dict[str, Any] = {}

    def next(self) -> int:
        self.numbers += 1
        return self.numbers

    def of(self, dock: str) -> CumKey:
        return CumKey("A", "P", self.goods.whose(dock))

    @rule(
        asked=st.dictionaries(docks, st.tuples(quantities, quantities), min_size=1), data=st.data()
    )
    def they_ask(self, asked: dict[str, tuple[int, int]], data: Any) -> None:
        """In one message for one dock or both, for two days; with their count. A call-off takes
        from the plan of its day.
        """
        items, says = [], data.draw(st.sampled_from(self.kinds))
        for dock, (first, second) in asked.items():
            key = self.goods.whose(dock)
            lines = line(day(24), first), line(day(25), second)
            more = {"cum": self.goods.count(key), "since": self.begun.get(key)}
            items.append(item("P", *lines, unloading_point=dock, **more))
        posted = self.desk.post(says(str(self.next()), *items, issued=self.desk.today))
        self.desk.run()
        assert [self.desk.state(it) for it in posted.schedules] == ["released"] * len(asked)
        for dock, both in asked.items():
            self.words[dock, says] = both
            words = [self.words.get((dock, kind), (0, 0)) for kind in self.kinds]
            self.goods.asks(dock, sum(map(max, *words, (0, 0))))

    @rule(dock=docks, most=st.integers(1, 12))
    def a_truck_leaves(self, dock: str, most: int) -> None:
        """With what is open for the dock."""
        taken, left = [], most
        for row in self.rows(dock):
            able = min(left, int(row.quantity - row.despatched))
            if able:
                taken.append((row.line, d(able)))
                left -= able
        if taken:
            note = f"N{self.next()}"
            despatch(
                self.db,
                note=note,
                on=self.desk.today,
                lines=taken,
                by=ANN,
                now_us=self.desk.now_us,
            )
            self.goods.leaves(note, dock, most - left)

    def rows(self, dock: str) -> list[Any]:
        rows = self.desk.rows(tables.lines)
        mine = (row for row in rows if row.unloading_point == dock)
        return [row for row in mine if row.state in ("open", "picked")]

    def waiting(self) -> list[str]:
        """Notes of which nobody has said anything."""
        notes = self.goods.notes.items()
        return [it for it, n in notes if not n["got"] and not n["missing"] and not n["rejected"]]

    @precondition(lambda self: self.waiting())
    @rule(data=st.data())
    def it_arrives(self, data: Any) -> None:
        """All of it, unless an advice says otherwise. Who sends none books in order."""
        goods = self.goods
        if not goods.advises:
            goods.notes[self.waiting()[0]]["got"] = goods.notes[self.waiting()[0]]["sent"]
            return
        name = data.draw(st.sampled_from(self.waiting()))
        note = goods.notes[name]
        note["got"] = data.draw(st.integers(0, note["sent"]))
        note["rejected"] = data.draw(st.integers(0, note["sent"] - note["got"]))
        note["missing"] = note["sent"] - note["got"] - note["rejected"]
        self.advised(name, note)

    def advised(self, name: str, note: dict[str, Any]) -> None:
        desk, number = self.desk, self.next()
        desk.interchanges += 1
        source = Source(**{name: "" for name in Source.__dataclass_fields__})
        came = note["got"] + note["rejected"]
        told = ReceivedLine(
            part="P",
            note=name,
            received=d(came),
            accepted=d(note["got"]),
            rejected=d(note["rejected"]) if note["rejected"] else None,
        )
        origin = Origin(interchange=desk.interchanges, message=1, partner="edi-c", customer="C")
        advice = ReceivingAdvice(
            source=source, number=f"R{number}", received_on=desk.today, lines=(told,)
        )
        self.db.write(
            lambda c: receive.receipt(Work(c, Actor(who="edi"), desk.now_us), origin, advice)
        )
        assert desk.open_entries() == []

    def undoable(self) -> list[str]:
        """Nothing of them was received or came back; of a year before, nothing of them arrives."""
        notes = self.goods.notes
        found = [it for it, note in notes.items() if not note["got"] and not note["closed"]]
        return [
            it
            for it in found
            if self.goods.is_counted(notes[it])
            or notes[it]["missing"] + notes[it]["rejected"] == notes[it]["sent"]
        ]

    @precondition(lambda self: self.undoable())
    @rule(data=st.data(), whole=st.booleans())
    def it_never_left(self, data: Any, whole: bool) -> None:
        """The note, or some of a line of it."""
        name = data.draw(st.sampled_from(self.undoable()))
        on, now_us = self.desk.today, self.desk.now_us
        if whole:
            undo_despatch(self.db, note=name, on=on, why="no truck", by=ANN, now_us=now_us)
            self.goods.comes_back(name, self.goods.notes[name]["sent"])
            return
        rows = [row for row in self.desk.rows(tables.note_lines) if row.note == name]
        row = data.draw(st.sampled_from(rows))
        some = data.draw(st.integers(1, int(row.quantity)))
        part = Part(note=name, key=str(self.next()), line=row.line, quantity=d(some), on=on)
        undo_part(self.db, part, why="left on the ramp", by=ANN, now_us=now_us)
        self.goods.comes_back(name, some)

    def returnable(self) -> list[str]:
        if not self.goods.advises:
            return []
        able = [it for it, note in self.goods.notes.items() if note["got"] > note["back"]]
        return [it for it in able if self.goods.is_counted(self.goods.notes[it])]

    @precondition(lambda self: self.returnable())
    @rule(data=st.data())
    def they_send_back(self, data: Any) -> None:
        name = data.draw(st.sampled_from(self.returnable()))
        note = self.goods.notes[name]
        some = data.draw(st.integers(1, note["got"] - note["back"]))
        returned = Returned(on=self.desk.today, quantity=d(some), paper=name)
        of = self.of(note["dock"])
        corrections.take_return(self.db, of, returned, by=ANN, now_us=self.desk.now_us)
        note["back"] += some

    def missed(self) -> list[str]:
        notes = self.goods.notes.items()
        return [it for it, note in notes if note["missing"] or note["rejected"]]

    @precondition(lambda self: self.missed())
    @rule(data=st.data(), how=st.sampled_from(list(How)))
    def a_person_closes_it(self, data: Any, how: How) -> None:
        """What was found was received, rejected goods the last; what came back and is deducted was
        received before; what is lost or came back otherwise stays what it is.
        """
        name = data.draw(st.sampled_from(self.missed()))
        note = self.goods.notes[name]
        most = note["missing"] + note["rejected"]
        most = most if how is How.FOUND else most - note["closed"]
        if most <= 0 or (how is How.RETURNED and not self.goods.is_counted(note)):
            return
        some = data.draw(st.integers(1, most))
        asked = AskedClosing(how=how, quantity=d(some), on=self.desk.today)
        act = {"by": Actor(who="ann", why="looked"), "now_us": self.desk.now_us}
        close_difference(self.db, self.of(note["dock"]), name, asked, **act)
        self.goods.is_closed(name, some, how.value)

    @precondition(lambda self: self.desk.today < day(23))
    @rule(dock=docks)
    def a_year_begins(self, dock: str) -> None:
        """In the morning, before anything of it left."""
        self.desk.today = day(self.desk.today.day + 1)
        key, today = self.goods.whose(dock), self.desk.today
        corrections.reset_at_once(
            self.db,
            self.of(dock),
            synchronise_on=today,
            execute_on=today,
            by=ANN,
            now_us=self.desk.now_us,
        )
        self.begun[key] = today
        self.goods.begins_anew(key)

    @precondition(lambda self: self.desk.today < day(23))
    @rule()
    def a_day_passes(self) -> None:
        self.desk.today = day(self.desk.today.day + 1)

    @invariant()
    def what_we_sent_is_somewhere(self) -> None:
        goods, rows = self.goods, {it.point: it for it in self.db.read(view.cum_rows)}
        for key in goods.counted_at or ("",):
            if key not in rows:
                assert not goods.of(key)
                continue
            it = rows[key]
            found = (
                int(it.balance.despatched),
                int(it.balance.received),
                int(it.arrived.differing),
                int(it.arrived.in_transit),
                int(it.arrived.disputed),
            )
            assert found == (
                goods.despatched(key),
                goods.received(key),
                goods.gone(key),
                goods.moving(key),
                0,
            )
            has = max(it.balance.received, it.arrived.counted)
            assert it.balance.despatched == has + it.arrived.differing + it.arrived.in_transit

    @invariant()
    def each_note_is_accounted_for(self) -> None:
        names = list(self.goods.notes)
        for name, (it,) in self.db.read(lambda c: accounts_of(c, names)).items():
            note = self.goods.notes[name]
            got = note["got"] if self.goods.advises else 0
            assert (it.despatched, it.received) == (note["sent"], got)
            assert (it.missing, it.rejected) == (note["missing"], note["rejected"])
            assert it.despatched == it.received + it.differing + it.in_transit

    @invariant()
    def no_more_is_ordered_than_they_asked(self) -> None:
        for dock in DOCKS:
            found = sum(int(row.quantity - row.despatched) for row in self.rows(dock))
            if len(self.kinds) == 1:
                assert found == self.goods.open.get(dock, 0)
            moving = self.goods.moving(self.goods.whose(dock), dock)
            assert found + moving <= self.goods.word.get(dock, 0)


@pytest.mark.timeout(600)
def test_goods_are_neither_made_nor_lost(db: Database) -> None:
    run_state_machine_as_test(
        lambda: ConservationMachine(db),
        settings=settings(
            max_examples=examples(6),
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
