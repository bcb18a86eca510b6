"""People, roles, sessions and the enrolment of cells.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Nothing yet."""
