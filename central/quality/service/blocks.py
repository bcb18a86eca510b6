"""Blocks of the whole plant: those put here, and those that cells put; which cells have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select

from central.cells.service import newest_versions
from central.db.database import Database, hold
from central.db.work import Work
from central.quality import rules
from central.quality.rules import Wanted
from central.quality.service.parts import known_part
from central.quality.tables import blocks, lifts
from central.tracking.service.blocks import Block as CellBlock
from central.tracking.service.blocks import blocks_of_cells
from central.tracking.service.journals import journals
from central.tracking.service.ways import count_pieces
from central.words.reasons import RuleRefusedError, because
from wire.blocks import same_pieces

_json = msgspec.json.Encoder()
_serials = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class CellHolds:
    """``since_us``: when the cell took it in; None: not yet. ``lifted``: it knows the end."""

    node: str
    since_us: int | None
    lifted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantBlock:
    """``origin``: the cell that put it, empty for central. In force while ``lifted_us`` is None."""

    block: str
    origin: str
    part: str
    lot: str
    serials: tuple[str, ...]
    person: str
    reason: str
    at_us: int
    lifted_us: int | None = None
    lifted_by: str = ""
    second_person: str = ""
    lift_reason: str = ""
    cells: tuple[CellHolds, ...] = ()

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Cells that do not know yet that it is in force, or that it is not any more."""
        over = self.lifted_us is not None
        return tuple(
            cell.node
            for cell in self.cells
            if (cell.since_us is not None and not cell.lifted if over else cell.since_us is None)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshBlock(PlantBlock):
    """One that was put now. ``alias``: the label's number by which it was named, where that is not
    the part's own. ``pieces``: how many are known with it at this moment.
    """

    alias: str = ""
    pieces: int = 0


def put(work: Work, wanted: Wanted, *, unknown_part: bool = False) -> FreshBlock:
    """In force at once; cells take it in when they ask next. ``unknown_part``: also where nobody
    knows the part yet. RuleRefusedError: it cannot be.
    """
    hold(work.connection, "quality blocks")
    said = rules.checked(wanted)
    clean = known_part(work.connection, said, unknown_part=unknown_part)
    there = [it for it in plant_blocks(work.connection) if it.lifted_us is None]
    for it in there:
        if same_pieces(it, clean):
            raise RuleRefusedError(
                because("quality.there", "this is blocked already: {block}", block=it.block)
            )
    if len(there) >= rules.IN_FORCE_MAX:
        raise RuleRefusedError(
            because("quality.full", "{most} blocks are in force; lift some", most=len(there))
        )
    row: dict[str, Any] = {
        "block": _free_name(work),
        "part": clean.part,
        "lot": clean.lot,
        "serials": _json.encode(clean.serials),
        "person": work.by.who,
        "reason": clean.reason,
        "at_us": work.now_us,
    }
    work.connection.execute(insert(blocks), [row])
    return FreshBlock(
        origin="",
        **{**row, "serials": clean.serials},
        alias=said.part if said.part != clean.part else "",
        pieces=count_pieces(work.connection, clean.part, lot=clean.lot, serials=clean.serials),
    )


def _free_name(work: Work) -> str:
    at_us = work.now_us
    taken = select(blocks.c.block)
    while (name := rules.name_of(at_us)) in set(work.connection.execute(taken).scalars()):
        at_us += 1_000_000
    return name


def lift(work: Work, name: str, reason: str, *, two: bool) -> PlantBlock:
    """``work.by`` is who lifts it, ``first+second`` where ``two``. RuleRefusedError: not in force,
    or the second of them put it.
    """
    hold(work.connection, "quality blocks")
    found = block_of(work.connection, name)
    if found.lifted_us is not None:
        raise RuleRefusedError(
            because("quality.lifted", "block {block} is lifted already", block=name)
        )
    first, _, second = work.by.who.partition("+")
    if not reason.strip():
        raise RuleRefusedError(because("quality.no_reason", "say why; it is shown at every scan"))
    if two and not second:
        raise RuleRefusedError(because("quality.two", "a block is lifted by two people"))
    if second and second == found.person:
        raise RuleRefusedError(
            because(
                "quality.same",
                "{who} put the block; the second person is somebody else",
                who=second,
            )
        )
    row = {
        "block": name,
        "person": first,
        "second_person": second,
        "reason": reason.strip()[: rules.TEXT_MAX],
        "at_us": work.now_us,
    }
    work.connection.execute(insert(lifts), [row])
    return block_of(work.connection, name)


def block_of(connection: Connection, name: str) -> PlantBlock:
    """RuleRefusedError: there is none of that name."""
    found = next((it for it in plant_blocks(connection) if it.block == name), None)
    if found is None:
        raise RuleRefusedError(because("quality.unknown", "there is no block {block}", block=name))
    return found


def list_blocks(db: Database, *, open_only: bool = True) -> tuple[PlantBlock, ...]:
    """The newest first."""
    found = db.read(plant_blocks)
    return tuple(it for it in found if not open_only or it.lifted_us is None)


def plant_blocks(connection: Connection) -> list[PlantBlock]:
    """All that ever were, the newest first."""
    ended = {row["block"]: dict(row) for row in connection.execute(select(lifts)).mappings()}
    told = blocks_of_cells(connection)
    found = [_of_row(dict(row)) for row in connection.execute(select(blocks)).mappings()]
    found += [_of_cell(it) for it in told if not it.told]
    heard = {row["node"] for row in journals(connection)}
    nodes = sorted({*newest_versions(connection), *heard})
    held = {(it.node, it.block): it for it in told}
    whole = [_with_cells(_ended(it, ended), nodes, held) for it in found]
    return sorted(whole, key=lambda it: (-it.at_us, it.block))


def _of_row(row: Mapping[str, Any]) -> PlantBlock:
    return PlantBlock(origin="", **{**row, "serials": _serials.decode(bytes(row["serials"]))})


def _of_cell(it: CellBlock) -> PlantBlock:
    return PlantBlock(
        block=rules.told_name(it.node, it.block),
        origin=it.node,
        part=it.part,
        lot=it.lot,
        serials=it.serials,
        person=it.person,
        reason=it.reason,
        at_us=it.at_us,
        lifted_us=it.lifted_us,
        lifted_by=it.lifted_by,
        second_person=it.second_person,
        lift_reason=it.lift_reason,
    )


def _ended(it: PlantBlock, ended: Mapping[str, Mapping[str, Any]]) -> PlantBlock:
    row = ended.get(it.block)
    if row is None or it.lifted_us is not None:
        return it
    return replace(
        it,
        lifted_us=row["at_us"],
        lifted_by=row["person"],
        second_person=row["second_person"],
        lift_reason=row["reason"],
    )


def _with_cells(
    it: PlantBlock, nodes: list[str], held: Mapping[tuple[str, str], CellBlock]
) -> PlantBlock:
    cells = []
    for node in nodes:
        there = held.get((node, rules.cell_name(it.block, node)))
        since = None if there is None else there.at_us
        lifted = there is not None and there.lifted_us is not None
        cells.append(CellHolds(node=node, since_us=since, lifted=lifted))
    return replace(it, cells=tuple(cells))
