"""Order lines and forecasts.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Nothing yet."""
