"""Customers, their plants and calendars.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nothing yet."""
