"""What the reader of a message took of one segment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Spot = tuple[int, int]
"""Element and component, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Where each value stood and the field it went into, and the codes of the segment that the
    partner's profile gives a meaning.
    """

    into: Mapping[Spot, str]
    stated: Mapping[str, str]
