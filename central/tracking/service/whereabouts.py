"""Where single pieces are, for the other cells: who has one, shipped it or threw it away. Reading
only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select, tuple_

from central.tracking import tables
from central.tracking.released import Piece, last_released
from central.tracking.service.journals import settled_before
from wire.codec import decode_fact
from wire.events import DivorceReason, PartDivorced, RackShipped, Scanned, ScrapReleased
from wire.ids import NodeId, PartNumber, PersonId, RackId
from wire.withheld import PieceElsewhere, Whereabouts

FACTS_AT_ONCE = 50_000
PIECES_AT_ONCE = 5_000
_KEYS_AT_ONCE = 200
_KINDS = ("scanned", "part_divorced", "rack_shipped", "scrap_released")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What changed up to the fact ``upto``; ``more``: there are facts behind it already."""

    pieces: tuple[PieceElsewhere, ...]
    upto: int
    more: bool


def moved_elsewhere(connection: Connection, node: str, parts: Collection[str], after: int) -> Moved:
    """Pieces of these parts that any other cell has moved since the fact ``after``, each as it is
    now. Facts that are not projected yet are left for later.
    """
    newest = connection.execute(select(func.max(tables.facts.c.fact))).scalar() or 0
    waiting = settled_before(connection)
    last = newest if waiting is None else min(newest, waiting - 1)
    if last < after:  # central was restored from an older copy: all of it again
        after = 0
    upto = min(after + FACTS_AT_ONCE, last)
    touched: dict[Piece, None] = {}
    for fact, pieces in _touched(connection, node, after, upto):
        touched.update(dict.fromkeys(piece for piece in pieces if piece[0] in parts))
        if len(touched) >= PIECES_AT_ONCE:
            upto = fact
            break
    return Moved(pieces=tuple(_as_they_are(connection, node, touched)), upto=upto, more=upto < last)


def _touched(
    connection: Connection, node: str, after: int, upto: int
) -> Iterator[tuple[int, list[Piece]]]:
    table = tables.facts
    query = (
        select(table.c.fact, table.c.node, table.c.body)
        .where(
            table.c.fact > after,
            table.c.fact <= upto,
            table.c.kind.in_(_KINDS),
            table.c.node != node,
            table.c.refusal == "",
        )
        .order_by(table.c.fact)
    )
    for row in connection.execute(query):
        yield row.fact, _pieces_of(connection, row)


def _pieces_of(connection: Connection, row: Any) -> list[Piece]:
    match decode_fact(bytes(row.body)):
        case Scanned(marriage=marriage) if marriage is not None and marriage.serial:
            return [(marriage.part, marriage.serial)]
        case PartDivorced(marriage=marriage) if marriage.serial:
            return [(marriage.part, marriage.serial)]
        case ScrapReleased(part=part, serial=serial):
            return [(part, serial)]
        case RackShipped(rack=rack):
            table = tables.marriages
            query = select(table.c.part, table.c.serial).where(
                table.c.node == row.node, table.c.rack == rack, table.c.serial != ""
            )
            return [(part, serial) for part, serial in connection.execute(query)]
    return []


def _as_they_are(
    connection: Connection, node: str, pieces: Collection[Piece]
) -> Iterator[PieceElsewhere]:
    wanted = list(pieces)
    for first in range(0, len(wanted), _KEYS_AT_ONCE):
        some = wanted[first : first + _KEYS_AT_ONCE]
        newest = _newest(connection, some)
        released = last_released(connection, some)
        for part, serial in some:
            row = newest.get((part, serial))
            since = released.get((part, serial), 0)
            yield _piece(connection, node, (part, serial), row, since)


def _newest(connection: Connection, pieces: Collection[Piece]) -> dict[Piece, Mapping[str, Any]]:
    """The newest marriage of each at any cell, with when its rack left."""
    marriages, racks = tables.marriages, tables.racks
    query = (
        select(marriages, racks.c.shipped_us)
        .outerjoin(racks, (racks.c.node == marriages.c.node) & (racks.c.rack == marriages.c.rack))
        .where(tuple_(marriages.c.serial, marriages.c.part).in_([(s, p) for p, s in pieces]))
        .order_by(marriages.c.marriage)
    )
    return {(row["part"], row["serial"]): dict(row) for row in connection.execute(query).mappings()}


def _piece(
    connection: Connection, node: str, piece: Piece, row: Mapping[str, Any] | None, released: int
) -> PieceElsewhere:
    part, serial = piece
    free = PieceElsewhere(
        part=PartNumber(part), serial=serial, state=Whereabouts.FREE, node=NodeId("")
    )
    if row is None or row["node"] == node or row["back_us"] is not None:
        return free
    if released > max(row["marriage"], row["divorced_by"] or 0):
        return free
    told = {
        "part": PartNumber(part),
        "serial": serial,
        "node": NodeId(row["node"]),
        "rack": RackId(row["rack"]),
        "vin": row["vin"] or row["call_number"],
    }
    if row["divorced_by"] is None:
        shipped_us = row["shipped_us"]
        state = Whereabouts.PICKED if shipped_us is None else Whereabouts.SHIPPED
        return PieceElsewhere(**told, state=state, at_us=shipped_us or row["at_us"])
    if row["divorce_reason"] != DivorceReason.SCRAP.value:
        return free
    query = select(tables.facts.c.body).where(tables.facts.c.fact == row["divorced_by"])
    said = msgspec.json.decode(bytes(connection.execute(query).scalar_one()), type=_Said)
    return PieceElsewhere(
        **told,
        state=Whereabouts.SCRAPPED,
        at_us=row["divorced_us"],
        person=PersonId(said.person),
        note=said.note,
    )


class _Said(msgspec.Struct):
    person: str
    note: str = ""
