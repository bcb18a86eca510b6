"""Interchanges and the partners they come from.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Nothing yet."""
