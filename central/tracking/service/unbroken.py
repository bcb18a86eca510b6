"""How far each cell is on a feed: what is shown as a position is the last of the unbroken row.

What is picked, racked or shipped out of order moves no position: behind it stands something that
the line needs first. ``tracking_progress`` holds the furthest that ever was; from what stands in
the cell now, and from numbers that are missing without a rack, follows how much of that is true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict, cast

from sqlalchemy import Connection, func, select

from central.tracking import tables
from central.tracking.rules import last_of_rack
from central.tracking.service.slots import SlotView, slots_of
from wire.slot_state import SlotState

Row = Mapping[Any, Any]
At = tuple[int, int]
"""Epoch and number."""
STAGES = ("shipped", "racked", "picked")
"""What happens to a slot, the latest first."""
DONE = (SlotState.PICKED, SlotState.SKIPPED, SlotState.SHIPPED)


class Progress(TypedDict):
    """How far a cell, or one rack family of it, is; ``number`` None: from the first vehicle on
    something is missing.
    """

    node: str
    feed: str
    what: str
    rack_family: str
    epoch: int
    number: int | None
    at_us: int | None


def progress(connection: Connection, feed: str) -> list[Progress]:
    """``received``, ``fitted`` and ``position`` of each cell, which are the furthest, and of each
    rack family the STAGES.
    """
    table = tables.progress
    stored = [
        cast("Progress", dict(row)) for row in connection.execute(_of(table, feed)).mappings()
    ]
    rows = [row for row in stored if row["what"] not in STAGES]
    furthest = {
        (row["node"], row["rack_family"], row["what"]): row
        for row in stored
        if row["what"] in STAGES
    }
    standing: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for rack in connection.execute(_standing(feed)).mappings():
        standing[rack["node"], rack["rack_family"]].append(rack)
    families = {(node, family) for node, family, _ in furthest} | standing.keys()
    for node, family in sorted(families):
        line = _Line(connection, node, feed, family, standing[node, family])
        own = {what: furthest.get((node, family, what)) for what in STAGES}
        rows += line.positions(own)
    return rows


class _Line:
    """One rack family of one cell: its racks that have not left, in the order of the line. The
    slots of a rack take many readings: of each they are asked once, and of none behind the one that
    says how far it is.
    """

    def __init__(
        self, connection: Connection, node: str, feed: str, family: str, standing: Sequence[Row]
    ) -> None:
        self._connection = connection
        self._node, self._feed, self._family = node, feed, family
        self._runs = _runs(connection, node, feed)
        self._standing = standing
        self._slots: dict[str, tuple[SlotView, ...]] = {}

    def _carries(self, rack: Row) -> bool:
        """Where a line does not tell every number, a rack may have lost all its vehicles."""
        run = self._runs.get(rack["epoch"])
        jumped = run is not None and run["jumped"]
        return not jumped or bool(self._slots_of(rack))

    def _slots_of(self, rack: Row) -> tuple[SlotView, ...]:
        if (found := self._slots.get(rack["rack"])) is None:
            found = self._slots[rack["rack"]] = slots_of(self._connection, rack)
        return found

    def positions(self, furthest: Mapping[str, Row | None]) -> Iterator[Progress]:
        hole = self._hole()
        shipped = self._up_to(furthest["shipped"], self._first_standing(), hole)
        racked = self._up_to(furthest["racked"], self._first_open(), hole)
        picked = self._up_to(furthest["picked"], self._first_undone(), hole)
        if racked is not None:
            picked = max(racked, picked or racked)
        for what, place in zip(STAGES, (shipped, racked, picked), strict=True):
            yield self._row(what, place, furthest[what])

    def _row(self, what: str, place: At | None, furthest: Row | None) -> Progress:
        whole = furthest is not None and place == (furthest["epoch"], furthest["number"])
        at_us = furthest["at_us"] if furthest is not None and whole else self._at_us(what, place)
        return {
            "node": self._node,
            "feed": self._feed,
            "what": what,
            "rack_family": self._family,
            "epoch": 0 if place is None else place[0],
            "number": None if place is None else place[1],
            "at_us": at_us,
        }

    def _up_to(self, furthest: Row | None, *first_missing: At | None) -> At | None:
        """Not beyond the furthest, and before everything that is missing."""
        if furthest is None:
            return None
        place: At | None = (furthest["epoch"], furthest["number"])
        for missing in first_missing:
            if place is not None and missing is not None and missing <= place:
                place = self._before(missing)
        return place

    def _before(self, place: At) -> At | None:
        """The number before a place, of a line that does not tell every number the last one that
        came; before the first of a run, the last of the run before.
        """
        epoch, number = place
        run = self._runs.get(epoch)
        if run is not None and number > run["first"]:
            return epoch, self._told_before(epoch, number) if run["jumped"] else number - 1
        earlier = max((known for known in self._runs if known < epoch), default=None)
        return None if earlier is None else (earlier, self._runs[earlier]["frontier"])

    def _told_before(self, epoch: int, number: int) -> int:
        table = tables.vehicles
        query = select(func.max(table.c.number)).where(
            table.c.node == self._node,
            table.c.feed == self._feed,
            table.c.epoch == epoch,
            table.c.number < number,
        )
        found = self._connection.execute(query).scalar()
        return number - 1 if found is None else int(found)

    def _first_standing(self) -> At | None:
        racks = (it for it in self._standing if self._carries(it))
        return next(((rack["epoch"], rack["first_number"]) for rack in racks), None)

    def _first_open(self) -> At | None:
        racks = (it for it in self._standing if it["closed_us"] is None and self._carries(it))
        return next(((rack["epoch"], rack["first_number"]) for rack in racks), None)

    def _first_undone(self) -> At | None:
        """The first slot of a rack not closed that is neither picked nor left empty by a person."""
        for rack in self._standing:
            if rack["closed_us"] is not None or not self._carries(rack):
                continue
            undone = [slot.number for slot in self._slots_of(rack) if slot.state not in DONE]
            if undone:
                return rack["epoch"], min(undone)
        return None

    def _hole(self) -> At | None:
        """The first number that is missing and has no rack, since this family is picked here."""
        began = self._began()
        if began is None:
            return None
        table = tables.holes
        query = (
            select(table.c.epoch, table.c.number)
            .where(
                table.c.closed_us.is_(None),
                table.c.node == self._node,
                table.c.feed == self._feed,
                table.c.kind == "number",
            )
            .order_by(table.c.epoch, table.c.number)
        )
        for epoch, number in self._connection.execute(query):
            if (epoch, number) >= began and not self._has_rack(epoch, number):
                return epoch, number
        return None

    def _began(self) -> At | None:
        table = tables.racks
        query = self._racks().order_by(table.c.epoch, table.c.first_number).limit(1)
        rack = _one_row(self._connection, query)
        return None if rack is None else (rack["epoch"], rack["first_number"])

    def _has_rack(self, epoch: int, number: int) -> bool:
        rack = self._rack_at(epoch, number)
        return rack is not None and number <= last_of_rack(rack)

    def _rack_at(self, epoch: int, number: int) -> Row | None:
        """The last rack that begins at or before a number."""
        table = tables.racks
        query = (
            self._racks()
            .where(table.c.epoch == epoch, table.c.first_number <= number)
            .order_by(table.c.first_number.desc())
            .limit(1)
        )
        return _one_row(self._connection, query)

    def _racks(self) -> Any:
        table = tables.racks
        return select(table).where(
            table.c.feed == self._feed,
            table.c.node == self._node,
            table.c.rack_family == self._family,
        )

    def _at_us(self, what: str, place: At | None) -> int | None:
        """When the rack at a place was closed or left."""
        rack = None if place is None else self._rack_at(*place)
        if rack is None:
            return None
        at_us = rack["shipped_us"] if what == "shipped" else rack["closed_us"]
        return None if at_us is None else int(at_us)


def _one_row(connection: Connection, query: Any) -> Row | None:
    return connection.execute(query).mappings().one_or_none()


def _of(table: Any, feed: str) -> Any:
    return select(table).where(table.c.feed == feed)


def _standing(feed: str) -> Any:
    table = tables.racks
    return (
        select(table)
        .where(table.c.feed == feed, table.c.shipped_us.is_(None))
        .order_by(table.c.epoch, table.c.first_number)
    )


def _runs(connection: Connection, node: str, feed: str) -> dict[int, Row]:
    table = tables.runs
    query = select(table).where(table.c.node == node, table.c.feed == feed)
    return {row["epoch"]: row for row in connection.execute(query).mappings()}
