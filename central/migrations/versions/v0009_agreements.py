"""Customer schedule agreements.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Nothing yet."""
