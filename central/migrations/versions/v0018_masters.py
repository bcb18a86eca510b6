"""Masters that are proposed before they are in force, and why each version came. Loops that only
masters name come into the office's list. Beside them: what a customer stated keeps no kind, which
nobody read.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.drop_column("cums_stated", "kind")
    op.add_column("cells_masters", sa.Column("why", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "masters_proposals",
        sa.Column("proposal", _BIG, primary_key=True, autoincrement=True),
        sa.Column("cell", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("based_on", _BIG, nullable=False),
        sa.Column("revision", _BIG, nullable=False),
        sa.Column("authors", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("begun_us", _BIG, nullable=False),
        sa.Column("changed_us", _BIG, nullable=False),
        sa.Column("decided_us", _BIG),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_why", sa.Text, nullable=False),
        sa.Column("version", _BIG),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_masters_proposals_cell", "masters_proposals", ["cell", "proposal"])
    _take_loops()


def _take_loops() -> None:
    connection = op.get_bind()
    known = {row.loop for row in connection.execute(sa.text("SELECT loop FROM kanban_loops"))}
    newest = connection.execute(
        sa.text(
            "SELECT m.body, m.at_us FROM cells_masters m WHERE m.version = "
            "(SELECT MAX(version) FROM cells_masters WHERE cell = m.cell) ORDER BY m.cell"
        )
    ).all()
    for body, at_us in newest:
        for loop in json.loads(bytes(body)).get("loops", []):
            if loop["loop"] in known:
                continue
            known.add(loop["loop"])
            connection.execute(
                sa.text(
                    "INSERT INTO kanban_loops (loop, part, location, quantity, minimum, "
                    "changed_us, changed_by) VALUES (:loop, :part, :location, :quantity, 0, "
                    ":at_us, 'masters')"
                ),
                {
                    "loop": loop["loop"],
                    "part": loop["part"],
                    "location": loop["location"],
                    "quantity": loop["quantity"],
                    "at_us": at_us,
                },
            )
