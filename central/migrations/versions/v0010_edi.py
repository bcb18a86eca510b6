"""Interchanges and the partners they come from.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTED = "direction = 'in' AND state IN ('posted', 'held')"
NUMBERED = "direction = 'in' AND syntax <> 'vda' AND state IN ('posted', 'held')"


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    _edi_partners()
    _edi_interchanges()
    _indexes()
    _edi_messages()
    _edi_transmissions()
    _edi_counters()
    _edi_fetched()
    _edi_imports()


def _edi_partners() -> None:
    op.create_table(
        "edi_partners",
        *_text("partner", "customer", "name", "profile", "way", "settings", "answers"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_us", BIG, nullable=False),
        *_text("changed_by"),
        sa.PrimaryKeyConstraint("partner", name=op.f("pk_edi_partners")),
    )


def _edi_interchanges() -> None:
    op.create_table(
        "edi_interchanges",
        sa.Column("interchange", BIG, nullable=False),
        *_text("partner", "direction", "way", "name"),
        sa.Column("at_us", BIG, nullable=False),
        *_text("digest"),
        sa.Column("size", BIG, nullable=False),
        *_text("syntax", "sender", "recipient", "reference", "reference_old"),
        sa.Column("test", sa.Boolean(), nullable=False),
        *_text("state"),
        sa.Column("messages", sa.Integer(), nullable=False),
        *_text("message_names"),
        sa.Column("schedules", sa.Integer(), nullable=False),
        *_text("problems"),
        sa.Column("answers", BIG, nullable=True),
        sa.Column("sent_us", BIG, nullable=True),
        *_text("acknowledged"),
        sa.Column("claim", sa.Text(), nullable=True),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("import_batch", BIG, nullable=True),
        sa.Column("claimed_us", BIG, nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("interchange", name=op.f("pk_edi_interchanges")),
    )


def _edi_messages() -> None:
    op.create_table(
        "edi_messages",
        sa.Column("interchange", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("name", "version", "reference", "document", "state"),
        sa.Column("schedules", sa.Integer(), nullable=False),
        *_text("posted", "problems"),
        sa.PrimaryKeyConstraint("interchange", "number", name=op.f("pk_edi_messages")),
    )
    op.create_index("ix_edi_messages_document", "edi_messages", ["document"])


def _edi_transmissions() -> None:
    op.create_table(
        "edi_transmissions",
        *_text("partner", "kind", "old", "new"),
        sa.Column("at_us", BIG, nullable=False),
        sa.PrimaryKeyConstraint("partner", "kind", name=op.f("pk_edi_transmissions")),
    )


def _edi_counters() -> None:
    op.create_table(
        "edi_counters",
        *_text("partner"),
        sa.Column("last", BIG, nullable=False),
        sa.PrimaryKeyConstraint("partner", name=op.f("pk_edi_counters")),
    )


def _edi_fetched() -> None:
    op.create_table(
        "edi_fetched",
        *_text("partner", "name"),
        sa.Column("size", BIG, nullable=False),
        sa.Column("modified_s", BIG, nullable=False),
        *_text("digest"),
        sa.Column("at_us", BIG, nullable=False),
        sa.PrimaryKeyConstraint(
            "partner", "name", "size", "modified_s", name=op.f("pk_edi_fetched")
        ),
    )


def _edi_imports() -> None:
    op.create_table(
        "edi_imports",
        sa.Column("import_batch", BIG, nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        *_text("who", "partner"),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("import_batch", name=op.f("pk_edi_imports")),
    )


def _indexes() -> None:
    table = "edi_interchanges"
    op.create_index("ix_edi_interchanges_claim", table, ["claim", "piece"], unique=True)
    op.create_index("ix_edi_interchanges_partner", table, ["partner", "digest"])
    op.create_index("ix_edi_interchanges_of", table, ["partner", "interchange"])
    op.create_index("ix_edi_interchanges_way_of", table, ["partner", "direction", "interchange"])
    op.create_index("ix_edi_interchanges_direction", table, ["direction", "interchange"])
    op.create_index("ix_edi_interchanges_reference", table, ["direction", "partner", "reference"])
    op.create_index("ix_edi_interchanges_state", table, ["state", "interchange"])
    op.create_index("ix_edi_interchanges_answers", table, ["answers"])
    op.create_index("ix_edi_interchanges_import", table, ["import_batch"])
    for name, columns, where in (
        ("once", ["partner", "digest"], COUNTED),
        ("number", ["partner", "sender", "test", "reference"], NUMBERED),
        ("sent", ["partner", "reference"], "direction = 'out'"),
    ):
        op.create_index(
            f"ix_edi_interchanges_{name}",
            table,
            columns,
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
