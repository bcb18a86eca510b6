"""An order line says when it is due, beside the customer's day.

What is there is due on the customer's day. The default is for a column that SQLite adds, and no
line has it. A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.add_column(
        "orders_lines", sa.Column("due_on", sa.Date(), nullable=False, server_default="1970-01-01")
    )
    op.execute("UPDATE orders_lines SET due_on = on_day")
    open_alone = sa.text("state IN ('open', 'picked')")
    for name, where in (("day", None), ("open", open_alone)):
        op.drop_index(f"ix_orders_lines_{name}", table_name="orders_lines")
        op.create_index(
            f"ix_orders_lines_{name}",
            "orders_lines",
            ["due_on", "line"],
            sqlite_where=where,
            postgresql_where=where,
        )
