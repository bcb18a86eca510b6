"""What the slot of a rack may be: one word for a cell and for central."""

from __future__ import annotations

from enum import StrEnum


class SlotState(StrEnum):
    MISSING = "missing"
    OPEN = "open"
    PICKED = "picked"
    HELD = "held"
    SKIPPED = "skipped"
    SHIPPED = "shipped"
