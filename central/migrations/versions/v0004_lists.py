"""Indexes, so that lists and searches open fast on a million rows.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_OLD = (
    ("tracking_facts", "ix_tracking_facts_refusal"),
    ("tracking_vehicles", "ix_tracking_vehicles_claimed"),
    ("tracking_marriages", "ix_tracking_marriages_slot"),
    ("tracking_holes", "ix_tracking_holes_open"),
    ("tracking_labels", "ix_tracking_labels_rack"),
    ("tracking_exceptions", "ix_tracking_exceptions_open"),
)
_NEW: tuple[tuple[str, str, list[str], str], ...] = (
    ("tracking_facts", "refused", ["fact"], "refusal <> ''"),
    ("tracking_vehicles", "claimed", ["claimed_number", "node"], ""),
    ("tracking_vehicles", "fact", ["fact"], ""),
    ("tracking_vehicles", "unclear", ["fact"], "length(problems) > 2"),
    ("tracking_marriages", "slot", ["rack", "slot"], ""),
    ("tracking_racks", "here", ["feed", "epoch", "first_number"], "shipped_us IS NULL"),
    ("tracking_racks", "fact", ["fact"], ""),
    ("tracking_holes", "open", ["closed_us", "node", "feed"], ""),
    ("tracking_labels", "rack", ["rack"], ""),
    ("tracking_labels", "moved", ["moved_us", "node", "printer", "state", "copy"], ""),
    ("tracking_labels", "fact", ["fact"], ""),
    ("tracking_labels", "reprints", ["fact"], "copy > 1"),
    ("tracking_exceptions", "open", ["closed_us", "node"], ""),
    ("tracking_exceptions", "fact", ["fact"], ""),
    ("tracking_alarms", "last", ["last_us"], ""),
)


def upgrade() -> None:
    for table, name in _OLD:
        op.drop_index(name, table_name=table)
    for table, name, columns, condition in _NEW:
        where = sa.text(condition) if condition else None
        op.create_index(
            f"ix_{table}_{name}", table, columns, sqlite_where=where, postgresql_where=where
        )
