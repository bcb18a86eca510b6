"""Blocks: what nobody may use any more, said at the cell, and lifted by two people.

Nothing is moved by a block: a slot with such a piece is held (``racks``), a scan of one is refused
(``verification``), a rack that has left with one calls for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from edge.cell.block_inputs import BlockPieces, LiftBlock
from edge.cell.blocked import is_of, may_be_of, words
from edge.cell.draft import Draft
from edge.cell.evolve_blocks import exception_of
from edge.cell.inputs import Decision, RefusedError
from edge.cell.masters import part_meant, parts_known
from edge.cell.model import Block, CellState, Rack
from edge.cell.settle import settle
from edge.cell.situation import Situation
from wire.blocks import alike, same_pieces
from wire.events import AnyFact, BlockLifted, ExceptionRaised, PersonNeeded, PiecesBlocked
from wire.ids import BlockId, PartNumber

BLOCKS_MAX = 500
"""In force."""


def block_pieces(at: Situation, given: BlockPieces) -> Decision:
    """From now on every scan of such a piece is refused, and every slot with one is held."""
    if not given.person or not given.reason.strip():
        raise RefusedError("reason.missing", "only a named person may do this, and says why")
    serials = tuple(dict.fromkeys(it.strip() for it in given.serials if it.strip()))
    if given.serials and not serials:
        raise RefusedError("block.serials", "no serial is written: name it, or leave it out")
    fact = PiecesBlocked(
        block=BlockId(f"L{at.state.offset + 1}"),
        part=PartNumber(part_meant(at.masters, given.part.strip())),
        lot=given.lot.strip(),
        serials=serials,
        person=given.person,
        reason=given.reason[:200],
    )
    if not given.unknown_part:
        _known_part(at, fact.part)
    if fact.lot and serials:
        raise RefusedError("block.both", "name a lot or serials, not both: make two blocks")
    for block in at.state.blocks.values():
        if same_pieces(block, fact):
            raise RefusedError("block.there", f"{words(block)} is blocked already: {block.block}")
    if len(at.state.blocks) >= BLOCKS_MAX:
        raise RefusedError("block.full", f"{BLOCKS_MAX} blocks are in force; lift some first")
    return decided(at, [fact], [])


def _known_part(at: Situation, part: str) -> None:
    """A block of a part that is written wrong would hold nothing."""
    if at.masters is None:
        return
    married = {
        piece.part
        for rack in at.state.racks.values()
        for pieces in rack.picked.values()
        for piece in pieces
    }
    known = parts_known(at.masters) | married
    if part in known:
        return
    near = alike(part, {*known, *at.masters.part_of_alias})
    raise RefusedError("part.unknown", _no_part(part, near))


def _no_part(part: str, near: Sequence[str]) -> str:
    if not near:
        return (
            f"the masters have no part {part}, and no piece here is one: write it as on its label, "
            "or say unknown_part when such goods are still to come"
        )
    return (
        f"the masters have no part {part}, and no piece here is one; there is {', '.join(near)}: "
        "write it as on its label, or say unknown_part when such goods are still to come"
    )


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
