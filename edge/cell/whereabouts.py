"""Where the pieces of a part, lot or serial are, as far as this cell knows, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from edge.cell.label_copies import copies_of, newest_copy
from edge.cell.model import CellState, Label, Rack
from edge.cell.on_trucks import load_of
from edge.cell.racks import number_at
from edge.cell.tours import pick_of_single
from wire.blocks import covers, may_cover
from wire.events import LabelKind, Marriage
from wire.ids import LoadId, PartNumber
from wire.label_name import name_of_piece


class PieceState(StrEnum):
    PICKED = "picked"
    RACKED = "racked"
    LOADED = "loaded"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A part; one ``lot`` of it; or single ``serials``."""

    part: PartNumber
    lot: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceHere:
    """``sure``: its code said that it is one. ``labels``: those that are valid still."""

    piece: Marriage
    rack: Rack
    number: int
    state: PieceState
    load: LoadId
    sure: bool
    labels: tuple[str, ...]


def pieces_here(state: CellState, asked: Asked) -> Iterator[PieceHere]:
    """In racks that are here and in those that left and are known whole still, by rack and slot;
    then in single picks, whose pieces have no number.
    """
    for rack in state.racks.values():
        for number, married in sorted(rack.picked.items()):
            for piece in married:
                if may_cover(asked, piece.part, piece.lot, piece.serial):
                    yield PieceHere(
                        piece=piece,
                        rack=rack,
                        number=number,
                        state=_state(state, rack),
                        load=load_of(state, rack),
                        sure=covers(asked, piece.part, piece.lot, piece.serial),
                        labels=tuple(_labels(state, rack, number, piece)),
                    )
    for single in state.singles.values():
        for piece in single.picked:
            if may_cover(asked, piece.part, piece.lot, piece.serial):
                yield PieceHere(
                    piece=piece,
                    rack=pick_of_single(single).rack,
                    number=0,
                    state=PieceState.PICKED,
                    load=LoadId(""),
                    sure=covers(asked, piece.part, piece.lot, piece.serial),
                    labels=tuple(
                        label.label
                        for label in copies_of(state, name_of_piece(piece))
                        if not label.superseded
                    ),
                )


def _state(state: CellState, rack: Rack) -> PieceState:
    if rack.shipped_us is not None:
        return PieceState.SHIPPED
    if load_of(state, rack):
        return PieceState.LOADED
    return PieceState.PICKED if rack.closed_us is None else PieceState.RACKED


def _labels(state: CellState, rack: Rack, number: int, piece: Marriage) -> Iterator[str]:
    for name in rack.labels:
        label = state.labels.get(name)
        if label is not None and not label.superseded and _is_of(label, rack, number, piece):
            yield newest_copy(state, label).label


def _is_of(label: Label, rack: Rack, number: int, piece: Marriage) -> bool:
    own = (label.family, label.piece) == (piece.family, piece.piece)
    return label.kind is LabelKind.PART and number_at(rack, label.slot) == number and own
