"""How handling units stand in one another. Pure."""

from __future__ import annotations

from enum import StrEnum

from central.words.reasons import RuleRefusedError, because


class Level(StrEnum):
    """From the inside to the outside."""

    PACK = "pack"
    RACK = "rack"
    PALLET = "pallet"


_ORDER = tuple(Level)


class UnitState(StrEnum):
    PACKED = "packed"
    GONE = "gone"
    UNPACKED = "unpacked"
    """Its plate is dead: it stands on nothing any more."""


def check_nesting(unit: str, level: Level, parent: str, outer: Level) -> None:
    """RuleRefusedError: a unit of that level does not stand in one of the other. A pack may stand
    in a pack.
    """
    inner_pack = level is Level.PACK and outer is Level.PACK
    if not inner_pack and _ORDER.index(level) >= _ORDER.index(outer):
        raise RuleRefusedError(
            because(
                "hu.level",
                "{unit} is a {level} and cannot stand in {parent}, a {outer}",
                unit=unit,
                level=level.value,
                parent=parent,
                outer=outer.value,
            )
        )
