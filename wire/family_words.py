"""How a family is written for people: with the index where a vehicle has several parts of it."""

from __future__ import annotations

from wire.words import LeftOut, Marriage, Need, PickRef


def family_words(one: Need | Marriage | PickRef | LeftOut) -> str:
    return with_index(one.family, one.index)


def with_index(name: str, index: int) -> str:
    """``name`` may be empty; index 0: there is one part."""
    return f"{name} {index}".strip() if index else name
