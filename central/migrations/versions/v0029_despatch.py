"""Despatch notes have states before they leave, and a part of one can be undone.

What is there has left or was undone; nothing awaits departure yet.
A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WHOLE = '"{0}" = CAST("{0}" AS BIGINT)'


def upgrade() -> None:
    _lines()
    op.add_column("orders_notes", _text("plant"))
    op.add_column("orders_notes", sa.Column("departed_us", _BIG))
    op.add_column("releases_movements", sa.Column("happened_us", _BIG))
    op.execute(
        "UPDATE orders_notes SET plant = COALESCE((SELECT CASE WHEN "
        "MIN(orders_lines.plant) = MAX(orders_lines.plant) "
        "THEN MIN(orders_lines.plant) END FROM orders_note_lines JOIN orders_lines "
        "ON orders_lines.line = orders_note_lines.line "
        "WHERE orders_note_lines.note = orders_notes.note), '')"
    )
    op.create_index("ix_orders_notes_state", "orders_notes", ["state", "note"])
    op.create_table(
        "orders_notes_undone",
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("line", _BIG, nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("quantity", _BIG, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("note", "key", name=op.f("pk_orders_notes_undone")),
        _check("orders_notes_undone", "quantity", _WHOLE.format("quantity")),
        _check("orders_notes_undone", "some", "quantity > 0"),
    )


def _lines() -> None:
    """SQLite adds no constraint to a table, but a column with its own."""
    awaiting = _WHOLE.format("awaiting") + ' AND "awaiting" >= 0'
    free = "despatched + awaiting <= quantity"
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE orders_lines ADD COLUMN awaiting {kind} DEFAULT 0 NOT NULL "
        f"CONSTRAINT ck_orders_lines_awaiting CHECK ({awaiting}) "
        f"CONSTRAINT ck_orders_lines_free CHECK ({free})"
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))
