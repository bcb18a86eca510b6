"""Kanban: loops kept by the office, stock by location from the cells' movements, demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from central.db.bulk import upsert_many
from central.db.database import Database, upsert
from central.db.work import Work
from central.kanban.rules import (
    Asks,
    CardMovement,
    LoopStock,
    cards_wanted,
    reason_of,
    stock_change,
)
from central.kanban.tables import cards, loops, stock
from wire.events import Movement
from wire.masters import Loop, Masters


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopView:
    """``quantity``: pieces a card. ``minimum``: pieces at the location."""

    loop: str
    part: str
    location: str
    quantity: int
    minimum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockView:
    location: str
    part: str
    quantity: int
    moves: int
    last_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopNow:
    """A loop with the stock at its location; ``stock`` None: nothing was ever moved there."""

    loop: str
    part: str
    location: str
    quantity: int
    minimum: int
    stock: int | None
    last_us: int | None

    @property
    def below(self) -> bool:
        return self.stock is not None and self.stock < self.minimum


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandView:
    """``pieces`` = cards x pieces a card."""

    loop: str
    part: str
    location: str
    stock: int
    minimum: int
    empty_cards: int
    cards: int
    pieces: int
    reason: Asks


class _Place(NamedTuple):
    location: str
    part: str


class _Card(NamedTuple):
    loop: str
    card: str


class _StockChange(NamedTuple):
    pieces: int = 0
    moves: int = 0
    last_us: int = 0


def apply_movements(connection: Connection, node: str, movements: Sequence[CardMovement]) -> None:
    """Movements of one node in the order of its offsets."""
    changes: dict[_Place, _StockChange] = {}
    last: dict[_Card, dict[str, object]] = {}
    for fact, at_us, moved in movements:
        place = _Place(moved.location, str(moved.part))
        before = changes.get(place, _StockChange())
        pieces = before.pieces + stock_change(moved.movement, moved.quantity)
        changes[place] = _StockChange(pieces, before.moves + 1, at_us)
        last[_Card(str(moved.loop), moved.card)] = {
            "node": node,
            "loop": str(moved.loop),
            "card": moved.card,
            "movement": moved.movement.value,
            "fact": fact,
            "at_us": at_us,
        }
    ordered = [
        {
            "location": place.location,
            "part": place.part,
            "quantity": change.pieces,
            "moves": change.moves,
            "last_us": change.last_us,
        }
        for place, change in sorted(changes.items())
    ]
    upsert_many(connection, stock, ordered, adding=frozenset({"quantity", "moves"}))
    upsert_many(connection, cards, [last[card] for card in sorted(last)])


def put_loops(work: Work, wanted: Sequence[LoopView]) -> None:
    """Replaces the list of loops. Movements and stock stay: they are history."""
    rows = [
        {
            "loop": loop.loop,
            "part": loop.part,
            "location": loop.location,
            "quantity": loop.quantity,
            "minimum": loop.minimum,
            **work.stamp,
        }
        for loop in wanted
    ]
    work.connection.execute(delete(loops))
    if rows:
        work.connection.execute(insert(loops), rows)


def take_loops(work: Work, was: Sequence[Loop], now: Sequence[Loop]) -> None:
    """Masters of a cell are the source of its loops: those that are new or changed come into the
    list, those that are no longer in them go. A minimum of 0 leaves the one that is there.
    """
    gone = {loop.loop for loop in was} - {loop.loop for loop in now}
    if gone:
        work.connection.execute(delete(loops).where(loops.c.loop.in_(sorted(gone))))
    minimums = {
        row.loop: row.minimum
        for row in work.connection.execute(select(loops.c.loop, loops.c.minimum))
    }
    rows = [
        {
            "loop": str(loop.loop),
            "part": str(loop.part),
            "location": loop.location,
            "quantity": loop.quantity,
            "minimum": loop.minimum or minimums.get(str(loop.loop), 0),
            **work.stamp,
        }
        for loop in now
        if loop not in was
    ]
    upsert(work.connection, loops, rows)


def against_masters(wanted: Sequence[LoopView], known: Iterable[Masters]) -> list[str]:
    """Where a list of loops says something else than masters in force, in words."""
    listed = {loop.loop: loop for loop in wanted}
    found = []
    for masters in known:
        for loop in masters.loops:
            other = listed.get(loop.loop)
            if other is None or not _same(loop, other):
                found.append(
                    f"loop {loop.loop} is in the masters of {masters.cell}: part {loop.part}, "
                    f"{loop.quantity} a card at {loop.location}"
                    + (f", minimum {loop.minimum}" if loop.minimum else "")
                    + "; change it there"
                )
    return found


def _same(loop: Loop, other: LoopView) -> bool:
    said = (str(loop.part), loop.location, loop.quantity)
    minimum = loop.minimum in (0, other.minimum)
    return said == (other.part, other.location, other.quantity) and minimum


def list_loops(db: Database) -> list[LoopView]:
    query = select(loops).order_by(loops.c.loop)
    return [
        LoopView(
            loop=row.loop,
            part=row.part,
            location=row.location,
            quantity=row.quantity,
            minimum=row.minimum,
        )
        for row in db.read(lambda c: c.execute(query).all())
    ]


def loops_now(connection: Connection) -> list[LoopNow]:
    """Every loop with what is there, by name."""
    at_place = (stock.c.location == loops.c.location) & (stock.c.part == loops.c.part)
    query = (
        select(loops, stock.c.quantity.label("stock"), stock.c.last_us)
        .outerjoin(stock, at_place)
        .order_by(loops.c.loop)
    )
    return [
        LoopNow(
            loop=row.loop,
            part=row.part,
            location=row.location,
            quantity=row.quantity,
            minimum=row.minimum,
            stock=row.stock,
            last_us=row.last_us,
        )
        for row in connection.execute(query)
    ]


def list_stock(db: Database, *, location: str = "", limit: int = 1000) -> list[StockView]:
    """Stock by location and part; negative where more was consumed than ever came in."""
    query = select(stock).order_by(stock.c.location, stock.c.part).limit(limit)
    if location:
        query = query.where(stock.c.location == location)
    return [
        StockView(
            location=row.location,
            part=row.part,
            quantity=row.quantity,
            moves=row.moves,
            last_us=row.last_us,
        )
        for row in db.read(lambda c: c.execute(query).all())
    ]


def list_demand(db: Database) -> list[DemandView]:
    """Loops that ask for more, the emptiest first."""
    demand = []
    for loop in db.read(_loop_stocks):
        reason = reason_of(loop)
        if reason:
            wanted = cards_wanted(loop)
            demand.append(
                DemandView(
                    loop=loop.loop,
                    part=loop.part,
                    location=loop.location,
                    stock=loop.stock,
                    minimum=loop.minimum,
                    empty_cards=loop.empty_cards,
                    cards=wanted,
                    pieces=wanted * loop.quantity,
                    reason=reason,
                )
            )
    return sorted(demand, key=lambda view: (view.stock - view.minimum, view.loop))


def _loop_stocks(connection: Connection) -> list[LoopStock]:
    empty = (
        select(cards.c.loop, func.count().label("cards"))
        .where(cards.c.movement == Movement.EMPTY.value)
        .group_by(cards.c.loop)
    )
    empty_cards = {loop: count for loop, count in connection.execute(empty)}
    query = select(loops, func.coalesce(stock.c.quantity, 0).label("pieces")).select_from(
        loops.outerjoin(
            stock, (stock.c.location == loops.c.location) & (stock.c.part == loops.c.part)
        )
    )
    return [
        LoopStock(
            loop=row.loop,
            part=row.part,
            location=row.location,
            quantity=row.quantity,
            minimum=row.minimum,
            stock=row.pieces,
            empty_cards=empty_cards.get(row.loop, 0),
        )
        for row in connection.execute(query)
    ]
