"""What central tells that must not be used here: blocks of the plant, their ends, pieces that other
cells have. A block ends only by a lift that names it: one that central does not mention stays.
"""

from __future__ import annotations

from collections.abc import Iterator

from edge.cell.block_inputs import WithheldArrived
from edge.cell.blocks import decided
from edge.cell.inputs import Decision
from edge.cell.model import CellState
from edge.cell.model.pieces import serial_key
from edge.cell.situation import Situation
from wire.events import BlockLifted, PiecesBlocked, PiecesElsewhere
from wire.withheld import PIECES_AT_ONCE, PieceElsewhere, ToldBlock, Whereabouts, Withheld


def arrived(at: Situation, given: WithheldArrived) -> Decision:
    """No facts where all of it is known here."""
    told, state = given.withheld, at.state
    fresh = [_blocked(block) for block in told.blocks if block.block not in state.blocks]
    lifted = [
        BlockLifted(
            block=lift.block,
            part=state.blocks[lift.block].part,
            person=lift.person,
            second_person=lift.second_person,
            reason=lift.reason,
            told=True,
        )
        for lift in told.lifted
        if lift.block in state.blocks
    ]
    pieces = tuple(_pieces(state, told))
    if not (fresh or lifted or pieces):
        return Decision()
    return decided(at, fresh, lifted, pieces)


def _blocked(block: ToldBlock) -> PiecesBlocked:
    return PiecesBlocked(
        block=block.block,
        part=block.part,
        lot=block.lot,
        serials=block.serials,
        person=block.person,
        reason=block.reason,
        told=True,
        origin=block.origin,
        said_us=block.at_us,
    )


def _pieces(state: CellState, told: Withheld) -> Iterator[PiecesElsewhere]:
    news = [piece for piece in told.pieces if _is_news(state, piece)]
    for first in range(0, len(news), PIECES_AT_ONCE):
        upto = told.upto if first + PIECES_AT_ONCE >= len(news) else state.elsewhere_upto
        yield PiecesElsewhere(pieces=tuple(news[first : first + PIECES_AT_ONCE]), upto=upto)


def _is_news(state: CellState, piece: PieceElsewhere) -> bool:
    known = state.elsewhere.get(serial_key(piece.part, piece.serial))
    if piece.state is Whereabouts.FREE:
        return known is not None
    return known != piece
