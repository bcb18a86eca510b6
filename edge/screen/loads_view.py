"""Trucks, blocks and pieces as this cell knows them, as rows. Pure."""

from __future__ import annotations

import msgspec

from edge.cell.loads import next_racks
from edge.cell.model import CellState
from edge.cell.model.loads import Load
from edge.cell.whereabouts import Asked, PieceState, pieces_here
from wire.masters import LoadOrder

PIECES_MAX = 5_000


class LoadRow(msgspec.Struct, frozen=True, kw_only=True):
    """``racks`` in the order in which they went on; ``next``: whose turn it is, of each family."""

    load: str
    truck: str
    dock: str
    order: LoadOrder
    state: str
    """open, departed or delivered."""
    planned: tuple[str, ...]
    racks: tuple[str, ...]
    next: tuple[str, ...]
    workplace: str
    person: str
    opened_us: int
    departed_us: int | None
    seal: str
    delivered_us: int | None
    place: str


class BlockRow(msgspec.Struct, frozen=True, kw_only=True):
    """``origin``: the cell that put it; ``told`` without it: central."""

    block: str
    part: str
    lot: str
    serials: tuple[str, ...]
    person: str
    reason: str
    at_us: int
    told: bool
    origin: str
    pieces: int
    """In racks that are here, and those that left and are known whole still."""


class PieceRow(msgspec.Struct, frozen=True, kw_only=True):
    """``todo``: take_out, stop_truck or call_line. ``sure``: its code said that it is one."""

    state: PieceState
    todo: str
    sure: bool
    part: str
    serial: str
    lot: str
    vin: str
    call_number: str
    rack: str
    slot: int
    number: int
    carrier: str
    load: str
    truck: str
    labels: tuple[str, ...]


_TODO = {
    PieceState.PICKED: "take_out",
    PieceState.RACKED: "take_out",
    PieceState.LOADED: "stop_truck",
    PieceState.SHIPPED: "call_line",
}


def load_rows(state: CellState) -> tuple[LoadRow, ...]:
    """Open ones first, then the newest."""
    order = sorted(state.loads.values(), key=lambda it: (it.departed_us is not None, -it.opened_us))
    return tuple(_load_row(state, load) for load in order)


def _load_row(state: CellState, load: Load) -> LoadRow:
    here = load.departed_us is None
    gone = "departed" if load.delivered_us is None else "delivered"
    return LoadRow(
        load=load.load,
        truck=load.truck,
        dock=load.dock,
        order=load.order,
        state="open" if here else gone,
        planned=load.planned,
        racks=tuple(load.racks),
        next=tuple(next_racks(state, load)) if here else (),
        workplace=load.workplace,
        person=load.person,
        opened_us=load.opened_us,
        departed_us=load.departed_us,
        seal=load.seal,
        delivered_us=load.delivered_us,
        place=load.place,
    )


def block_rows(state: CellState) -> tuple[BlockRow, ...]:
    """In force, the newest last."""
    return tuple(
        BlockRow(
            block=it.block,
            part=it.part,
            lot=it.lot,
            serials=it.serials,
            person=it.person,
            reason=it.reason,
            at_us=it.at_us,
            told=it.told,
            origin=it.origin,
            pieces=len(piece_rows(state, Asked(part=it.part, lot=it.lot, serials=it.serials))),
        )
        for it in state.blocks.values()
    )


def piece_rows(state: CellState, asked: Asked) -> tuple[PieceRow, ...]:
    """At most ``PIECES_MAX``."""
    rows = []
    for it in pieces_here(state, asked):
        load = state.loads.get(it.load)
        rows.append(
            PieceRow(
                state=it.state,
                todo=_TODO[it.state],
                sure=it.sure,
                part=it.piece.part,
                serial=it.piece.serial,
                lot=it.piece.lot,
                vin=it.piece.vin,
                call_number=it.piece.call_number,
                rack=it.rack.rack,
                slot=it.piece.slot,
                number=it.number,
                carrier=it.rack.carrier,
                load=it.load,
                truck=load.truck if load is not None else "",
                labels=it.labels,
            )
        )
        if len(rows) == PIECES_MAX:
            break
    return tuple(rows)
