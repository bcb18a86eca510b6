"""The hash chain of a journal: each fact carries the hash of the one before it, so that whatever
changed since it was written shows, and where.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from wire.codec import chain_hash
from wire.sync import GENESIS


class ChainRow(NamedTuple):
    """A fact as it stands in the file."""

    offset: int
    at_us: int
    hash: str
    fact: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """The first offset at which the chain does not hold."""

    offset: int
    text: str


def broken_link(rows: Iterable[ChainRow]) -> str:
    """What is wrong with a chain, from its first row; or empty."""
    found = first_damage(rows)
    return "" if found is None else found.text


def first_damage(rows: Iterable[ChainRow]) -> Damage | None:
    """The same, with its place."""
    previous: str | None = None
    expected: int | None = None
    for offset, at_us, digest, fact in rows:
        if expected is None:
            previous = GENESIS if offset == 0 else None
        elif offset != expected:
            return Damage(offset=expected, text=f"offsets {expected}..{offset - 1} are missing")
        if previous is not None and chain_hash(previous, offset, at_us, fact) != digest:
            return Damage(offset=offset, text=f"mismatch at {offset}")
        previous, expected = digest, offset + 1
    return None
