"""What one cell must not use, as it asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import Connection

from central.cells.service import version_of
from central.quality import rules
from central.quality.service.blocks import PlantBlock, plant_blocks
from central.tracking.service.blocks import Block as CellBlock
from central.tracking.service.blocks import blocks_in_force, epochs_of
from central.tracking.service.whereabouts import moved_elsewhere
from wire.codec import decode_masters
from wire.ids import BlockId, NodeId, PartNumber, PersonId
from wire.withheld import ToldBlock, ToldLift, Withheld


def withheld_for(connection: Connection, node: str, epoch: int, after: int) -> Withheld:
    """``epoch`` is of the cell's journal: what it blocked in this one itself it knows better.
    ``after``: the fact of ours up to which it knows where pieces are.
    """
    every = plant_blocks(connection)
    here = {it.block: it for it in blocks_in_force(connection, node)}
    own = epochs_of(connection, node)
    moved = moved_elsewhere(connection, node, _parts_of(connection, node), after)
    return Withheld(
        blocks=tuple(
            _told(it) for it in every if it.lifted_us is None and not _is_own(it, node, own, epoch)
        ),
        lifted=tuple(_lifts(every, here, node)),
        pieces=moved.pieces,
        upto=moved.upto,
        more=moved.more,
    )


def _parts_of(connection: Connection, node: str) -> frozenset[str]:
    stored = version_of(connection, node)
    return frozenset() if stored is None else _parts_in(stored.body)


@lru_cache(maxsize=64)
def _parts_in(body: bytes) -> frozenset[str]:
    """Every cell asks every few seconds, and its masters rarely change."""
    masters = decode_masters(body)
    variants = {variant.part for family in masters.families for variant in family.variants}
    return frozenset({*variants, *(face.part for face in masters.faces)})


def _is_own(it: PlantBlock, node: str, epochs: dict[str, int], epoch: int) -> bool:
    return it.origin == node and epochs.get(rules.cell_name(it.block, node)) == epoch


def _told(it: PlantBlock) -> ToldBlock:
    return ToldBlock(
        block=BlockId(it.block),
        origin=NodeId(it.origin),
        part=PartNumber(it.part),
        lot=it.lot,
        serials=it.serials,
        person=PersonId(it.person),
        reason=it.reason,
        at_us=it.at_us,
    )


def _lifts(every: list[PlantBlock], here: dict[str, CellBlock], node: str) -> Iterator[ToldLift]:
    """Ends of what the cell holds still, under the names that it has for them."""
    for it in every:
        for name in {it.block, rules.cell_name(it.block, node)}:
            if it.lifted_us is not None and name in here:
                yield ToldLift(
                    block=BlockId(name),
                    person=PersonId(it.lifted_by),
                    second_person=PersonId(it.second_person),
                    reason=it.lift_reason,
                )
