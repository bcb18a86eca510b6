"""Folding blocks and their ends."""

from __future__ import annotations

from edge.cell.evolve_alarms import bound
from edge.cell.model import Block, CellState
from edge.cell.model.pieces import serial_key
from wire.events import (
    BlockLifted,
    Marriage,
    PersonNeeded,
    PiecesBlocked,
    PiecesElsewhere,
    SaidPiece,
    Scanned,
)
from wire.withheld import Whereabouts

LOTS_MAX = 10_000
"""Serials whose lots are remembered."""
ELSEWHERE_MAX = 50_000
LOTS_OF_ONE_MAX = 8


def exception_of(block: str, rack: str) -> str:
    """Under which what has left of a block with one rack is told."""
    return f"{PersonNeeded.BLOCKED_SHIPPED.value}:{block}:{rack}"


def note_lot(state: CellState, fact: Scanned) -> None:
    """Which lot a serial is of, also where the piece was not accepted: a block of the lot counts
    for it, whatever its next code says.
    """
    piece: Marriage | SaidPiece | None = fact.marriage or fact.said
    if piece is None or not piece.serial or not piece.lot:
        return
    key = serial_key(piece.part, piece.serial)
    known = state.lots.get(key, ())
    if piece.lot in known:
        return
    kept = {name: lots for name, lots in state.lots.items() if name != key}
    kept[key] = (*known, piece.lot)[-LOTS_OF_ONE_MAX:]
    if len(kept) > LOTS_MAX:
        del kept[next(iter(kept))]
    state.lots = kept


def pieces_blocked(state: CellState, fact: PiecesBlocked, at_us: int, offset: int) -> None:
    state.blocks[fact.block] = Block(
        block=fact.block,
        part=fact.part,
        lot=fact.lot,
        serials=fact.serials,
        person=fact.person,
        reason=fact.reason,
        at_us=fact.said_us or at_us,
        told=fact.told,
        origin=fact.origin,
    )


def block_lifted(state: CellState, fact: BlockLifted, at_us: int, offset: int) -> None:
    """What was told of racks that had left is settled too."""
    state.blocks.pop(fact.block, None)
    of_block = exception_of(fact.block, "")
    for name in [name for name in state.exceptions if name.startswith(of_block)]:
        del state.exceptions[name]


def pieces_elsewhere(state: CellState, fact: PiecesElsewhere, at_us: int, offset: int) -> None:
    for piece in fact.pieces:
        key = serial_key(piece.part, piece.serial)
        state.elsewhere.pop(key, None)
        if piece.state is not Whereabouts.FREE:
            state.elsewhere[key] = piece
    state.elsewhere_upto = fact.upto
    bound(state.elsewhere, ELSEWHERE_MAX)
