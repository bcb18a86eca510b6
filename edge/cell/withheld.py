"""What central tells that must not be used here: blocks of the plant, their ends, pieces that other
cells have. A block ends only by a lift that names it: one that central does not mention stays.
"""

from __future__ import annotations

from collections.abc import Iterator

from edge.cell.block_inputs import WithheldArrived
from edge.cell.blocks import decided
from edge.cell.inputs import Decision
from edge.cell.masters import part_meant
from edge.cell.model import CellState
from edge.cell.model.pieces import serial_key
from edge.cell.situation import Situation
from wire.events import BlockLifted, PiecesBlocked, PiecesElsewhere
from wire.ids import PartNumber
from wire.withheld import PIECES_AT_ONCE, PieceElsewhere, ToldBlock, Whereabouts, Withheld


def arrived(at: Situation, given: WithheldArrived) -> Decision:
    """No facts where all of it is known here."""
    told, state = given.withheld, at.state
    named = [(block, part_meant(at.masters, block.part)) for block in told.blocks]
    fresh = [_blocked(block, part) for block, part in named if _holds_not(state, block, part)]
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


def _holds_not(state: CellState, block: ToldBlock, part: str) -> bool:
    """It is new here, or was taken in under a label's number before masters said of which part."""
    here = state.blocks.get(block.block)
    return here is None or (here.part == block.part != part and here.told)


def _blocked(block: ToldBlock, part: str) -> PiecesBlocked:
    return PiecesBlocked(
        block=block.block,
        part=PartNumber(part),
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
