"""A cell and a central that hears of it, and what each of them knows, in the same words."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from sqlalchemy import select

from central.db.database import Database
from central.kanban import tables as kanban
from central.tracking import tables
from central.tracking.intake import take_batch
from central.tracking.service import search
from edge.cell.model import CellState, Rack
from edge.cell.positions import missing_positions
from edge.cell.racks import numbers, slot_of, slot_state
from edge.cell.single_picks import owner_of
from tests.support.cell.random_shift import Shift
from tests.support.central.journal import Journal
from wire.masters import Filling, GapPolicy

Said = dict[str, Any]


class Pair:
    """A cell and a central that hears of it."""

    def __init__(self, db: Database, world: Any, seed: int) -> None:
        self.db = db
        self.rng = Random(seed)
        self.world = world
        self.journal = Journal()
        self.sent = 0

    def send(self) -> None:
        """Everything that central has not got, in batches of any size, some of it twice."""
        facts = self.world.facts
        for at_us, fact in facts[len(self.journal.entries) :]:
            self.journal.write(fact, at_us=at_us)
        while self.sent < len(facts):
            first = max(0, self.sent - self.rng.choice([0, 0, 3]))
            last = min(len(facts), self.sent + self.rng.randint(1, 120)) - 1
            batch = self.journal.batch(first, last)
            answer, _ = take_batch(self.db, batch, incarnation="i" * 32, now_us=5)
            assert not answer.refused and not answer.conflicts
            self.sent = answer.high_water + 1


def a_shift(seed: int, filling: Filling = Filling.NUMBER) -> Any:
    shift = Shift(seed, filling)
    shift.world.checked = False
    shift.policy = GapPolicy(shift.policy)
    shift.masters()
    shift._check = lambda given, decision: None  # its own test looks at these
    return shift


def nothing_said() -> Said:
    names = ("racks", "slots", "married", "holes", "owners", "labels")
    return {**{name: {} for name in names}, "positions": set()}


def cell_says(state: CellState) -> Said:
    said = nothing_said()
    for name, feed in state.feeds.items():
        for span in missing_positions(feed, 10_000):
            said["positions"] |= {(name, n) for n in range(span.low, span.high + 1)}
        for epoch, run in feed.runs.items():
            said["holes"] |= {(name, epoch, n): since for n, since in run.missing.items()}
            said["owners"] |= {(name, epoch, n): call for n, call in run.owner.items()}
    for rack in state.racks.values():
        said["racks"][rack.rack] = rack_row(rack)
        said["slots"][rack.rack] = {
            slot_of(rack, number): slot_state(state, rack, number).value
            for number in numbers(state, rack)
        }
        said["married"][rack.rack] = sorted(
            (m.slot, m.family, m.index, m.piece, m.call_number, m.part, m.serial)
            for married in rack.picked.values()
            for m in married
        )
    for label in state.labels.values():
        said["labels"][label.label] = (label.state.value, label.copy, label.moved_us)
    said["stock"] = {place: pieces for place, pieces in state.stock.items()}
    said["exceptions"] = {
        found.exception: (found.kind.value, found.at_us, found.count, found.owner)
        for found in state.exceptions.values()
    }
    for rack, it in state.singles.items():
        said["exceptions"][f"single:{rack}"] = ("re_order", it.at_us, 1, owner_of(state, it))
    said["waiting"] = {f"short:{face}" for face in state.short_faces}
    said["waiting"] |= {f"deferred:{key}" for key in state.deferred}
    return said


def rack_row(rack: Rack) -> tuple[Any, ...]:
    return (
        rack.rack_family,
        rack.epoch,
        rack.first_number,
        rack.size,
        rack.load_order.value,
        rack.gap_policy.value,
        rack.carrier,
        rack.formed_us,
        rack.closed_us,
        rack.shipped_us,
        rack.short_last,
        rack.filling.value,
    )


def central_says(db: Database, state: CellState) -> Said:
    """The same in the same words, of what the cell still remembers: it forgets what is shipped."""
    said = nothing_said()
    for name in state.racks:
        found = search.find_rack(db, name)
        (rack,) = found.racks
        said["racks"][name] = (
            rack.rack_family,
            rack.epoch,
            rack.first_number,
            rack.size,
            rack.load_order,
            rack.gap_policy,
            rack.carrier,
            rack.formed_us,
            rack.closed_us,
            rack.shipped_us,
            rack.short_last,
            rack.filling,
        )
        said["slots"][name] = {slot.slot: slot.state.value for slot in rack.slots}
        said["married"][name] = sorted(
            (m.slot, m.family, m.index, m.piece, m.call_number, m.part, m.serial)
            for m in found.marriages
            if m.divorced_by is None
        )
        said["labels"] |= {
            label.label: (label.state, label.copy, label.moved_us) for label in found.labels
        }
    of_no_rack = set(state.labels) - set(said["labels"])  # their rack was dissolved
    for it in rows(db, select(tables.labels).where(tables.labels.c.label.in_(of_no_rack))):
        said["labels"][it.label] = (it.state, it.copy, it.moved_us)
    for hole in rows(db, select(tables.holes).where(tables.holes.c.closed_us.is_(None))):
        if hole.kind == "position":
            said["positions"].add((hole.feed, hole.number))
        elif remembered(state, hole.feed, hole.epoch, hole.number):
            said["holes"][hole.feed, hole.epoch, hole.number] = hole.since_us
    for row in rows(db, select(tables.vehicles).where(tables.vehicles.c.number.is_not(None))):
        if remembered(state, row.feed, row.epoch, row.number):
            said["owners"][row.feed, row.epoch, row.number] = row.call_number
    said["stock"] = {
        f"{row.location}/{row.part}": row.quantity for row in rows(db, select(kanban.stock))
    }
    query = select(tables.exceptions).where(tables.exceptions.c.closed_us.is_(None))
    said["exceptions"] = {
        row.exception: (row.kind, row.at_us, row.times, row.owner)
        for row in rows(db, query)
        if not waits(row.exception)
    }
    said["waiting"] = {row.exception for row in rows(db, query) if waits(row.exception)}
    return said


def waits(name: str) -> bool:
    """Whether the cell derives it from a pick that was put off or a face that is empty."""
    return name.startswith("deferred:") or (name.startswith("short:") and name.count(":") == 1)


def rows(db: Database, query: Any) -> Iterable[Any]:
    return db.read(lambda c: c.execute(query).all())


def remembered(state: CellState, feed: str, epoch: int, number: int) -> bool:
    run = state.feeds[feed].runs.get(epoch)  # type: ignore[index]
    return run is not None and number >= run.pruned_below


def assert_the_same(db: Database, state: CellState) -> None:
    cell, central = cell_says(state), central_says(db, state)
    for what in cell:
        assert central[what] == cell[what], what
