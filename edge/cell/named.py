"""What a telegram named of its vehicle, kept beyond that telegram."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Named:
    """A text that a telegram named, and the version order of that telegram."""

    text: str
    order: tuple[int, ...]
