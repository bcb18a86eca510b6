"""The search finds nothing of its own here."""

from __future__ import annotations

NOTHING = "alarms are found by what they are of: rack, vehicle, cell"
