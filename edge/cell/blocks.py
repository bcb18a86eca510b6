"""Blocks: what nobody may use any more, said at the cell, and lifted by two people.

Nothing is moved by a block: a slot with such a piece is held (``racks``), a scan of one is refused
(``verification``), a rack that has left with one calls for a person.
"""

from __future__ import annotations

from collections.abc import Iterable

from edge.cell.block_inputs import BlockPieces, LiftBlock
from edge.cell.blocked import is_of, may_be_of, words
from edge.cell.draft import Draft
from edge.cell.evolve_blocks import exception_of
from edge.cell.inputs import Decision, RefusedError
from edge.cell.masters import CompiledMasters
from edge.cell.model import Block, CellState, Rack
from edge.cell.settle import settle
from edge.cell.situation import Situation
from wire.events import AnyFact, BlockLifted, ExceptionRaised, PersonNeeded, PiecesBlocked
from wire.ids import BlockId, PartNumber

BLOCKS_MAX = 500
"""In force."""


def block_pieces(at: Situation, given: BlockPieces) -> Decision:
    """From now on every scan of such a piece is refused, and every slot with one is held."""
    if not given.person or not given.reason.strip():
        raise RefusedError("reason.missing", "only a named person may do this, and says why")
    part = given.part
    if at.masters is not None and part not in at.masters.face_of_part:
        part = at.masters.part_of_alias.get(part, part)
    serials = tuple(dict.fromkeys(given.serials))
    if at.masters is not None and not _is_known(at.masters, part):
        raise RefusedError(
            "part.unknown", f"the masters have no part {part}: write it as on its label"
        )
    if given.lot and serials:
        raise RefusedError("block.both", "name a lot or serials, not both: make two blocks")
    for block in at.state.blocks.values():
        if (block.part, block.lot, set(block.serials)) == (part, given.lot, set(serials)):
            raise RefusedError("block.there", f"{words(block)} is blocked already: {block.block}")
    if len(at.state.blocks) >= BLOCKS_MAX:
        raise RefusedError("block.full", f"{BLOCKS_MAX} blocks are in force; lift some first")
    fact = PiecesBlocked(
        block=BlockId(f"L{at.state.offset + 1}"),
        part=PartNumber(part),
        lot=given.lot,
        serials=serials,
        person=given.person,
        reason=given.reason[:200],
    )
    return decided(at, [fact], [])


def _is_known(masters: CompiledMasters, part: str) -> bool:
    ours = {variant.part for family in masters.families.values() for variant in family.variants}
    return part in masters.face_of_part or part in ours


def lift_block(at: Situation, given: LiftBlock) -> Decision:
    block = at.state.blocks.get(given.block)
    if block is None:
        raise RefusedError("block.unknown", f"no block {given.block} is in force here")
    if block.told:
        where = block.origin or "central"
        raise RefusedError(
            "block.of_others", f"block {block.block} was put at {where}; it is lifted there"
        )
    two = {given.person, given.second_person} - {""}
    if len(two) < 2:
        raise RefusedError("second_person.missing", "a block is lifted by two people")
    if given.second_person == block.person:
        raise RefusedError(
            "second_person.same", f"{block.person} blocked it; the second person is somebody else"
        )
    if not given.reason.strip():
        raise RefusedError("reason.missing", "say why")
    fact = BlockLifted(
        block=block.block,
        part=block.part,
        person=given.person,
        second_person=given.second_person,
        reason=given.reason[:200],
    )
    return decided(at, [], [fact])


def decided(
    at: Situation,
    fresh: Iterable[PiecesBlocked],
    lifted: Iterable[BlockLifted],
    others: Iterable[AnyFact] = (),
) -> Decision:
    """What follows of blocks and their ends, for the racks that are here and those that left."""
    draft = Draft(at.state, at.now_us)
    for blocked in fresh:
        draft.add(blocked)
        for alarm in _left_with(at.state, draft.state.blocks[blocked.block]):
            draft.add(alarm)
    for one in lifted:
        draft.add(one)
    for other in others:
        draft.add(other)
    settle(draft, at.masters, list(draft.state.racks))
    return draft.decision()


def _left_with(state: CellState, block: Block) -> list[ExceptionRaised]:
    """One alarm for each rack that has left with what is blocked."""
    found = []
    for rack in state.racks.values():
        if rack.shipped_us is None:
            continue
        calls = _cars(state, rack, block)
        if calls:
            found.append(
                ExceptionRaised(
                    exception=exception_of(block.block, rack.rack)[:200],
                    kind=PersonNeeded.BLOCKED_SHIPPED,
                    text=f"stop rack {rack.rack}, call the line: {words(block)} left with it in "
                    f"{', '.join(calls)}"[:200],
                    feed=rack.feed,
                    epoch=rack.epoch,
                    rack=rack.rack,
                )
            )
    return found


def _cars(state: CellState, rack: Rack, block: Block) -> list[str]:
    """The vehicles in which such a piece is or, by a code that did not say it, may be."""
    sure: dict[str, bool] = {}
    for _, married in sorted(rack.picked.items()):
        for piece in married:
            if may_be_of(state, block, piece):
                car = str(piece.vin or piece.call_number)
                known = is_of(state, block, piece)
                sure[car] = sure.get(car, False) or known
    return [car if known else f"perhaps {car}" for car, known in sure.items()]
