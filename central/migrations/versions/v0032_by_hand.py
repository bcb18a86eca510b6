"""What a person typed in says who it was; numbers are found by how they begin.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0028"

_AGAIN = (
    ("agreements_parts", "ix_agreements_parts_part", "part", ""),
    ("edi_messages", "ix_edi_messages_document", "document", ""),
)
_NEW = (
    ("agreements_parts", "ix_agreements_parts_our_part", "our_part", ""),
    ("releases_schedules", "ix_releases_schedules_number", "number", ""),
    ("orders_lines", "ix_orders_lines_reference", "reference", "reference <> ''"),
    ("orders_lines", "ix_orders_lines_order", "purchase_order", "purchase_order <> ''"),
    ("orders_notes", "ix_orders_notes_note", "note", ""),
    ("orders_purchase_orders", "ix_orders_purchase_orders_number", "number", ""),
    ("edi_interchanges", "ix_edi_interchanges_begins", "reference", ""),
    ("edi_interchanges", "ix_edi_interchanges_name", "name", ""),
)


def upgrade() -> None:
    for table in ("releases_schedules", "orders_lines"):
        op.add_column(table, sa.Column("entered_by", sa.Text(), nullable=False, server_default=""))
    for table, name, _, _ in _AGAIN:
        op.drop_index(name, table)
    for table, name, column, where in (*_AGAIN, *_NEW):
        condition = sa.text(where) if where else None
        op.create_index(
            name,
            table,
            [column],
            sqlite_where=condition,
            postgresql_where=condition,
            postgresql_ops={column: "text_pattern_ops"},
        )
