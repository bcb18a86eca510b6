"""The search finds nothing of its own here."""

from __future__ import annotations

NOTHING = "pieces are found by serial and lot, which tracking brings"
