"""An index over receiving advice that leaves some of a note unaccounted for: schedules ask it.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_DIFFERING = sa.text("missing IS NOT NULL AND missing <> '0' AND state = 'posted'")


def upgrade() -> None:
    op.create_index(
        "ix_releases_receipts_differing",
        "releases_receipts",
        ["agreement", "part"],
        sqlite_where=_DIFFERING,
        postgresql_where=_DIFFERING,
    )
