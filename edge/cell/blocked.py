"""Which pieces a block is about."""

from __future__ import annotations

from edge.cell.model import Block, CellState, Rack
from edge.cell.model.pieces import serial_key
from wire.blocks import covers, covers_part, may_cover, same_code
from wire.events import Marriage


def block_of(state: CellState, part: str, lot: str, serial: str) -> Block | None:
    """The oldest block that is about this piece by what its code says."""
    return next((b for b in state.blocks.values() if covers(b, part, lot, serial)), None)


def block_before(state: CellState, part: str, serial: str) -> Block | None:
    """The oldest block of a lot that an earlier code named with this serial."""
    lots = state.lots.get(serial_key(part, serial), ()) if serial and state.blocks else ()
    found = (b for b in state.blocks.values() if b.part == part and _of_lot(b, lots))
    return next(found, None)


def part_blocked(state: CellState, part: str) -> Block | None:
    """The block of all pieces of this part."""
    return next((b for b in state.blocks.values() if covers_part(b, part)), None)


def is_of(state: CellState, block: Block, piece: Marriage) -> bool:
    """Whether the block is about this piece, by its own code or by an earlier one."""
    if covers(block, piece.part, piece.lot, piece.serial):
        return True
    return block.part == piece.part and _of_lot(block, _lots(state, piece))


def may_be_of(state: CellState, block: Block, piece: Marriage) -> bool:
    """So, or its code did not say it."""
    return is_of(state, block, piece) or may_cover(block, piece.part, piece.lot, piece.serial)


def _of_lot(block: Block, lots: tuple[str, ...]) -> bool:
    return bool(block.lot) and any(same_code(block.lot, lot) for lot in lots)


def _lots(state: CellState, piece: Marriage) -> tuple[str, ...]:
    return state.lots.get(serial_key(piece.part, piece.serial), ()) if piece.serial else ()


def block_of_piece(state: CellState, piece: Marriage) -> Block | None:
    """The oldest block that is, or may be, about what is married already."""
    return next((b for b in state.blocks.values() if may_be_of(state, b, piece)), None)


def blocked_pieces(state: CellState, rack: Rack, number: int) -> tuple[Marriage, ...]:
    """What lies in the slot and may not be used."""
    if not state.blocks:
        return ()
    married = rack.picked.get(number, ())
    return tuple(piece for piece in married if block_of_piece(state, piece) is not None)


def untold(state: CellState, part: str, lot: str, serial: str) -> Block | None:
    """A block of one lot, or of single pieces, that a code which does not say its own cannot be
    told from.
    """
    found = (
        block
        for block in state.blocks.values()
        if may_cover(block, part, lot, serial) and not covers(block, part, lot, serial)
    )
    return next(found, None)


def words(block: Block) -> str:
    """What is blocked, for a person."""
    if block.lot:
        return f"part {block.part}, lot {block.lot}"
    if block.serials:
        more = f" and {len(block.serials) - 3} more" if len(block.serials) > 3 else ""
        return f"part {block.part}, serial {', '.join(block.serials[:3])}{more}"
    return f"part {block.part}"
