"""Where a slot is in a rack with several layers. Pure."""

from __future__ import annotations

from typing import NamedTuple

from wire.masters import FillFrom


class Compartment(NamedTuple):
    """Both from 1; layers are counted from the bottom, whichever is filled first."""

    layer: int
    cell: int

    @property
    def text(self) -> str:
        return f"{self.layer}-{self.cell}"


def compartment(slot: int, size: int, layers: int, fill_from: FillFrom) -> Compartment | None:
    """Of a slot in load order, from 0. None: the rack has no layers, or not this slot."""
    if layers == 1 or slot >= size:
        return None
    filled, cell = divmod(slot, size // layers)
    layer = filled + 1 if fill_from is FillFrom.BOTTOM else layers - filled
    return Compartment(layer, cell + 1)
