"""The cum ledger, order lines, forecasts, despatch notes, receipts and the tie to the floor.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RESETS = "kind IN ('reset_planned', 'reset_executed')"
BY_PEOPLE = "kind IN ('corrected', 'returned')"
OPEN = "state IN ('open', 'picked')"


def upgrade() -> None:
    _ledger()
    _orders()
    _notes()
    _receipts()
    _floor()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _big(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=nullable)


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, BIG, autoincrement=False, nullable=False)


def _day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _ledger() -> None:
    _releases_movements()
    _releases_cums()


def _releases_movements() -> None:
    op.create_table(
        "releases_movements",
        _text("agreement"),
        _text("part"),
        _key("seq"),
        _big("at_us"),
        _text("who"),
        _text("second_person"),
        _text("kind"),
        _day("on_day"),
        sa.Column("quantity", sa.Text(), nullable=True),
        _text("note"),
        _text("side"),
        _text("why"),
        _day("synchronise_on", nullable=True),
        _day("execute_on", nullable=True),
        _big("interchange", nullable=True),
        sa.PrimaryKeyConstraint("agreement", "part", "seq", name=op.f("pk_releases_movements")),
    )
    op.create_index(
        "ix_releases_movements_note", "releases_movements", ["note", "agreement", "part"]
    )
    op.create_index(
        "ix_releases_movements_resets",
        "releases_movements",
        ["agreement", "part", "seq"],
        sqlite_where=sa.text(RESETS),
        postgresql_where=sa.text(RESETS),
    )
    op.create_index(
        "ix_releases_movements_by_people",
        "releases_movements",
        ["agreement", "part", "seq"],
        sqlite_where=sa.text(BY_PEOPLE),
        postgresql_where=sa.text(BY_PEOPLE),
    )


def _releases_cums() -> None:
    op.create_table(
        "releases_cums",
        _text("agreement"),
        _text("part"),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        _day("start", nullable=True),
        _text("despatched"),
        _text("received"),
        _text("returns"),
        _big("seq"),
        sa.PrimaryKeyConstraint("agreement", "part", "period", name=op.f("pk_releases_cums")),
    )


def _orders() -> None:
    _orders_purchase_orders()
    _orders_lines()
    _orders_forecasts()


def _orders_purchase_orders() -> None:
    op.create_table(
        "orders_purchase_orders",
        _text("agreement"),
        _text("number"),
        _text("part"),
        _big("opened_us"),
        _text("by"),
        _text("who"),
        sa.PrimaryKeyConstraint("agreement", "number", name=op.f("pk_orders_purchase_orders")),
    )


def _orders_lines() -> None:
    op.create_table(
        "orders_lines",
        sa.Column("line", BIG, autoincrement=True, nullable=False),
        _text("agreement"),
        _text("customer"),
        _text("plant"),
        _text("part"),
        _day("on_day"),
        _text("at_time"),
        _text("quantity"),
        _text("despatched"),
        sa.Column("picked", sa.Integer(), nullable=False),
        _text("state"),
        _text("purchase_order"),
        _text("reference"),
        _big("schedule"),
        _text("kind"),
        _big("changed_us"),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_orders_lines")),
    )
    op.create_index("ix_orders_lines_day", "orders_lines", ["on_day", "line"])
    op.create_index("ix_orders_lines_part", "orders_lines", ["agreement", "part", "on_day"])
    op.create_index(
        "ix_orders_lines_open",
        "orders_lines",
        ["on_day", "line"],
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )


def _orders_forecasts() -> None:
    op.create_table(
        "orders_forecasts",
        _text("agreement"),
        _text("part"),
        _key("schedule"),
        _key("number"),
        _day("on_day"),
        _day("until_day", nullable=True),
        _text("quantity"),
        _text("status"),
        _text("called_off"),
        _text("kind"),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "number", "on_day", name=op.f("pk_orders_forecasts")),
    )
    op.create_index(
        "ix_orders_forecasts_active", "orders_forecasts", ["agreement", "part", "active"]
    )


def _notes() -> None:
    op.create_table(
        "orders_notes",
        _text("note"),
        _text("customer"),
        _day("on_day"),
        _text("origin"),
        _text("state"),
        _big("at_us"),
        _text("who"),
        _big("undone_us", nullable=True),
        _text("undone_by"),
        _text("why"),
        sa.PrimaryKeyConstraint("note", name=op.f("pk_orders_notes")),
    )
    op.create_index("ix_orders_notes_at", "orders_notes", ["at_us", "note"])
    op.create_table(
        "orders_note_lines",
        _text("note"),
        _text("agreement"),
        _text("part"),
        _key("line"),
        _text("quantity"),
        sa.PrimaryKeyConstraint(
            "note", "agreement", "part", "line", name=op.f("pk_orders_note_lines")
        ),
    )
    op.create_index("ix_orders_note_lines_line", "orders_note_lines", ["line"])


def _receipts() -> None:
    op.create_table(
        "releases_receipts",
        sa.Column("receipt", BIG, autoincrement=True, nullable=False),
        _big("interchange"),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        _text("number"),
        _text("customer"),
        _text("agreement"),
        _text("part"),
        _text("note"),
        _day("on_day"),
        sa.Column("despatched", sa.Text(), nullable=True),
        sa.Column("received", sa.Text(), nullable=True),
        sa.Column("accepted", sa.Text(), nullable=True),
        sa.Column("rejected", sa.Text(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=True),
        _text("posted"),
        sa.Column("cum", sa.Text(), nullable=True),
        _text("differences"),
        _text("state"),
        _text("reasons"),
        _big("at_us"),
        sa.PrimaryKeyConstraint("receipt", name=op.f("pk_releases_receipts")),
    )
    op.create_index(
        "ix_releases_receipts_interchange",
        "releases_receipts",
        ["interchange", "message", "line"],
    )
    op.create_index("ix_releases_receipts_note", "releases_receipts", ["note"])


def _floor() -> None:
    op.create_table(
        "orders_floor_marks",
        _text("name"),
        _big("fact"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_orders_floor_marks")),
    )
    op.create_table(
        "orders_floor_shipments",
        _text("node"),
        _text("rack"),
        _text("our_part"),
        _big("fact"),
        _big("shipped_us"),
        _day("on_day"),
        _text("quantity"),
        _text("agreement"),
        _text("part"),
        _text("customer"),
        _text("state"),
        _text("beyond"),
        _text("reasons"),
        _big("changed_us"),
        sa.PrimaryKeyConstraint("node", "rack", "our_part", name=op.f("pk_orders_floor_shipments")),
    )
    op.create_index("ix_orders_floor_shipments_fact", "orders_floor_shipments", ["fact"])
    op.create_index("ix_orders_floor_shipments_day", "orders_floor_shipments", ["on_day"])
