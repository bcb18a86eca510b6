"""Despatch notes have states before they leave, and a part of one can be undone; handling units,
loads and ranges of numbers.

What is there has left or was undone; nothing awaits departure yet.
A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

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
    _units()
    _loads()


def _units() -> None:
    op.create_table(
        "despatch_ranges",
        *_texts("name", "of", "division", "customer", "prefix"),
        sa.Column("first", _BIG, nullable=False),
        sa.Column("last", _BIG, nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("next", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_despatch_ranges")),
        _check("despatch_ranges", "order", "0 <= first AND first <= last"),
        _check("despatch_ranges", "next", "first <= next AND next <= last + 1"),
    )
    whose = ["of", "division", "customer"]
    op.create_index("ix_despatch_ranges_of", "despatch_ranges", whose, unique=True)
    op.create_table(
        "despatch_units",
        *_texts("unit", "level", "packaging", "parent", "customer", "plant"),
        *_texts("unloading_point", "note", "state", "origin"),
        sa.Column("at_us", _BIG, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_despatch_units")),
        _check("despatch_units", "parent", "parent <> unit"),
        _check("despatch_units", "level", "level IN ('pack', 'rack', 'pallet')"),
        _check("despatch_units", "state", "state IN ('packed', 'gone', 'unpacked')"),
    )
    op.create_index("ix_despatch_units_note", "despatch_units", ["note"])
    op.create_index("ix_despatch_units_parent", "despatch_units", ["parent"])
    op.create_table(
        "despatch_contents",
        *_texts("unit", "agreement", "part"),
        sa.Column("line", _BIG, nullable=False),
        sa.Column("quantity", _BIG, nullable=False),
        sa.PrimaryKeyConstraint(
            "unit", "agreement", "part", "line", name=op.f("pk_despatch_contents")
        ),
        _check("despatch_contents", "quantity", _WHOLE.format("quantity")),
        _check("despatch_contents", "some", "quantity > 0"),
    )
    op.create_index("ix_despatch_contents_line", "despatch_contents", ["line"])


def _loads() -> None:
    op.create_table(
        "despatch_loads",
        sa.Column("load", _BIG, autoincrement=True, nullable=False),
        *_texts("truck", "carrier", "route", "dock"),
        sa.Column("planned_us", _BIG),
        sa.Column("departed_us", _BIG),
        sa.Column("departed_by", sa.Text(), nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("load", name=op.f("pk_despatch_loads")),
    )
    op.create_index("ix_despatch_loads_departed", "despatch_loads", ["departed_us"])
    op.create_table(
        "despatch_load_notes",
        *_texts("note"),
        sa.Column("load", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("note", name=op.f("pk_despatch_load_notes")),
    )
    op.create_index("ix_despatch_load_notes_load", "despatch_load_notes", ["load"])
    op.create_table(
        "despatch_requests",
        *_texts("what", "key", "body", "answer"),
        sa.Column("at_us", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("what", "key", name=op.f("pk_despatch_requests")),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


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
