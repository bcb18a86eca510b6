"""The search finds nothing of its own here."""

from __future__ import annotations

NOTHING = "its pages show what others find"
