"""Demand is kept for each unloading point and window of time: order lines, forecasts, what is
called off, notes, and what left on them.

A line that stands is for the point that its schedule named, a note for the one point of its lines.
A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TEXTS = {
    "orders_lines": ("unloading_point", "until_time"),
    "orders_forecasts": ("unloading_point", "at_time", "until_time"),
    "orders_notes": ("unloading_point",),
    "releases_movements": ("unloading_point",),
    "releases_lines": ("at_time", "until_time"),
    "releases_exceptions": ("at_time", "reference"),
    "cums_stated": ("unloading_point",),
}


def upgrade() -> None:
    for table, names in _TEXTS.items():
        for name in names:
            op.add_column(table, _text(name))
    op.add_column("agreements", sa.Column("points", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "orders_floor_feeds",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("plant", sa.Text(), nullable=False),
        sa.Column("unloading_point", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_orders_floor_feeds")),
    )
    _points()
    _called_off()
    op.drop_index("ix_releases_schedules_part", "releases_schedules")
    op.create_index(
        "ix_releases_schedules_stream",
        "releases_schedules",
        ["agreement", "part", "kind", "unloading_point", "schedule"],
    )


def _points() -> None:
    for table in ("orders_lines", "orders_forecasts", "cums_stated"):
        op.execute(
            f"UPDATE {table} SET unloading_point = COALESCE((SELECT unloading_point "  # noqa: S608
            f"FROM releases_schedules WHERE schedule = {table}.schedule), '')"
        )
    op.execute(
        "UPDATE orders_notes SET unloading_point = COALESCE((SELECT CASE WHEN "
        "MIN(orders_lines.unloading_point) = MAX(orders_lines.unloading_point) "
        "THEN MIN(orders_lines.unloading_point) END FROM orders_note_lines JOIN orders_lines "
        "ON orders_lines.line = orders_note_lines.line "
        "WHERE orders_note_lines.note = orders_notes.note), '')"
    )
    op.execute(
        "UPDATE releases_movements SET unloading_point = COALESCE((SELECT unloading_point "
        "FROM orders_notes WHERE orders_notes.note = releases_movements.note), '') "
        "WHERE kind = 'despatched'"
    )


def _called_off() -> None:
    """Under another name, because its key is another one."""
    columns = sa.inspect(op.get_bind()).get_columns("releases_called")
    quantity = next(column["type"] for column in columns if column["name"] == "quantity")
    key = ("agreement", "part", "unloading_point", "on_day", "at_time")
    op.create_table(
        "releases_called_off",
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("unloading_point", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at_time", sa.Text(), nullable=False),
        sa.Column("quantity", quantity, nullable=False),
        sa.Column("schedule", _BIG, nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_releases_called_off")),
        sa.CheckConstraint(
            '"quantity" = CAST("quantity" AS BIGINT) AND "quantity" >= 0',
            name=op.f("ck_releases_called_off_quantity"),
        ),
    )
    op.execute(
        "INSERT INTO releases_called_off (agreement, part, unloading_point, on_day, at_time, "
        "quantity, schedule) SELECT agreement, part, COALESCE((SELECT unloading_point FROM "
        "releases_schedules WHERE releases_schedules.schedule = releases_called.schedule), ''), "
        "on_day, '', quantity, schedule FROM releases_called"
    )
    op.drop_table("releases_called")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")
