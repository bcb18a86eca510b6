"""Which masters each cell works by and which it refuses; racks that cannot close because something
in them waits for a person.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "tracking_masters",
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("version", _BIG, nullable=False),
        sa.Column("adopted_us", _BIG),
        sa.Column("refused_version", _BIG),
        sa.Column("refused_reason", sa.Text, nullable=False),
        sa.Column("refused_us", _BIG),
        sa.Column("fact", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", name="pk_tracking_masters"),
    )
    op.add_column(
        "tracking_forecasts",
        sa.Column("waits", _BIG, nullable=False, server_default="0"),
    )
    _take_over()


def _take_over() -> None:
    """What cells have adopted until now stands in the facts."""
    connection = op.get_bind()
    newest = connection.execute(
        sa.text(
            "SELECT node, MAX(fact) AS fact FROM tracking_facts "
            "WHERE kind = 'masters_adopted' AND refusal = '' GROUP BY node"
        )
    ).all()
    for node, fact in newest:
        at_us, body = connection.execute(
            sa.text("SELECT at_us, body FROM tracking_facts WHERE fact = :fact"), {"fact": fact}
        ).one()
        connection.execute(
            sa.text(
                "INSERT INTO tracking_masters "
                "(node, version, adopted_us, refused_version, refused_reason, refused_us, fact) "
                "VALUES (:node, :version, :at_us, NULL, '', NULL, :fact)"
            ),
            {
                "node": node,
                "version": json.loads(bytes(body))["version"],
                "at_us": at_us,
                "fact": fact,
            },
        )
