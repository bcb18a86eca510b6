"""Schedules, cums and authorisations.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Nothing yet."""
