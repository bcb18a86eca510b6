"""A load on which nothing is can be cancelled, a key is of whoever asked, and three indexes that
nothing asks by are gone.

Of a key that was kept before, whoever made what came of it asked. A migration is frozen: it is
never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WHO = (
    ("unit", "SELECT who FROM despatch_units WHERE unit = answer"),
    ("note", "SELECT who FROM orders_notes WHERE note = answer"),
    ("load", "SELECT who FROM despatch_loads WHERE CAST(load AS TEXT) = answer"),
)


def upgrade() -> None:
    op.add_column("despatch_loads", sa.Column("cancelled_us", _BIG))
    for name in ("cancelled_by", "why"):
        column = sa.Column(name, sa.Text(), nullable=False, server_default="")
        op.add_column("despatch_loads", column)
    _requests()
    for name, table in (
        ("ix_orders_notes_state", "orders_notes"),
        ("ix_despatch_contents_line", "despatch_contents"),
        ("ix_despatch_loads_departed", "despatch_loads"),
    ):
        op.drop_index(name, table_name=table)


def _requests() -> None:
    whose = " ".join(f"WHEN '{what}' THEN ({query})" for what, query in _WHO)
    query = (
        f"SELECT what, COALESCE(CASE what {whose} END, '') AS who, key, body, answer, at_us "  # noqa: S608 - our own words
        "FROM despatch_requests"
    )
    rows = [dict(row) for row in op.get_bind().execute(sa.text(query)).mappings()]
    op.drop_table("despatch_requests")
    table = op.create_table(
        "despatch_requests",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("what", "who", "key", "body")],
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("what", "who", "key", name=op.f("pk_despatch_requests")),
    )
    op.bulk_insert(table, rows)
