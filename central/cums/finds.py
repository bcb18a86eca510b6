"""The search finds nothing of its own here."""

from __future__ import annotations

NOTHING = "cums are found by their parts, which the contracts bring"
