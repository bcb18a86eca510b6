"""The search finds nothing of its own here."""

from __future__ import annotations

NOTHING = "the history has a filter of its own, for whoever may read it"
