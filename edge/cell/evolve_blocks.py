"""Folding blocks and their ends."""

from __future__ import annotations

from edge.cell.model import Block, CellState
from wire.events import BlockLifted, PersonNeeded, PiecesBlocked


def exception_of(block: str, rack: str) -> str:
    """Under which what has left of a block with one rack is told."""
    return f"{PersonNeeded.BLOCKED_SHIPPED.value}:{block}:{rack}"


def pieces_blocked(state: CellState, fact: PiecesBlocked, at_us: int, offset: int) -> None:
    state.blocks[fact.block] = Block(
        block=fact.block,
        part=fact.part,
        lot=fact.lot,
        serials=fact.serials,
        person=fact.person,
        reason=fact.reason,
        at_us=at_us,
    )


def block_lifted(state: CellState, fact: BlockLifted, at_us: int, offset: int) -> None:
    """What was told of racks that had left is settled too."""
    state.blocks.pop(fact.block, None)
    of_block = exception_of(fact.block, "")
    for name in [name for name in state.exceptions if name.startswith(of_block)]:
        del state.exceptions[name]
