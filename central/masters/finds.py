"""The search finds nothing of its own here."""

from __future__ import annotations

NOTHING = "rows of masters are found by their cell"
