"""Facts and their projections.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _tracking_alarms()
    _tracking_conflicts()
    _tracking_exceptions()
    _tracking_facts()
    _tracking_holes()
    _tracking_labels()
    _tracking_links()
    _tracking_marriages()
    _tracking_nodes()
    _tracking_progress()
    _tracking_racks()
    _tracking_row_numbers()
    _tracking_runs()
    _tracking_scans()
    _tracking_skips()
    _tracking_vehicles()
    _tracking_vehicles_indexes()


def _tracking_alarms() -> None:
    op.create_table(
        "tracking_alarms",
        sa.Column("alarm", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_us", BIG, nullable=False),
        sa.Column("last_us", BIG, nullable=False),
        sa.Column("times", BIG, nullable=False),
        sa.PrimaryKeyConstraint("alarm", name=op.f("pk_tracking_alarms")),
        sa.UniqueConstraint("kind", "subject", name="uq_tracking_alarms_subject"),
    )


def _tracking_conflicts() -> None:
    op.create_table(
        "tracking_conflicts",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("epoch", BIG, autoincrement=False, nullable=False),
        sa.Column("offset", BIG, autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("received_us", BIG, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "node", "epoch", "offset", "hash", name=op.f("pk_tracking_conflicts")
        ),
    )


def _tracking_exceptions() -> None:
    op.create_table(
        "tracking_exceptions",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("exception", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("times", BIG, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("closed_us", BIG, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", "exception", name=op.f("pk_tracking_exceptions")),
    )
    op.create_index(
        "ix_tracking_exceptions_open", "tracking_exceptions", ["closed_us"], unique=False
    )


def _tracking_facts() -> None:
    op.create_table(
        "tracking_facts",
        sa.Column("fact", BIG, autoincrement=False, nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("offset", BIG, nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("received_us", BIG, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_tracking_facts")),
        sa.UniqueConstraint("node", "epoch", "offset", name="uq_tracking_facts_identity"),
    )
    op.create_index(
        "ix_tracking_facts_refusal", "tracking_facts", ["refusal", "fact"], unique=False
    )


def _tracking_holes() -> None:
    op.create_table(
        "tracking_holes",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("epoch", BIG, autoincrement=False, nullable=False),
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("since_us", BIG, nullable=False),
        sa.Column("closed_us", BIG, nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "node", "feed", "kind", "epoch", "number", name=op.f("pk_tracking_holes")
        ),
    )
    op.create_index("ix_tracking_holes_open", "tracking_holes", ["closed_us"], unique=False)


def _tracking_labels() -> None:
    op.create_table(
        "tracking_labels",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("printer", sa.Text(), nullable=False),
        sa.Column("rack", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("second_person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_us", BIG, nullable=False),
        sa.Column("moved_us", BIG, nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", "label", name=op.f("pk_tracking_labels")),
    )
    op.create_index("ix_tracking_labels_label", "tracking_labels", ["label"], unique=False)
    op.create_index("ix_tracking_labels_rack", "tracking_labels", ["node", "rack"], unique=False)
    op.create_index(
        "ix_tracking_labels_state", "tracking_labels", ["state", "moved_us"], unique=False
    )


def _tracking_links() -> None:
    op.create_table(
        "tracking_links",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("fact", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "fact", name=op.f("pk_tracking_links")),
        sqlite_with_rowid=False,
    )


def _tracking_marriages() -> None:
    op.create_table(
        "tracking_marriages",
        sa.Column("marriage", BIG, autoincrement=False, nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("call_number", sa.Text(), nullable=False),
        sa.Column("vin", sa.Text(), nullable=False),
        sa.Column("point_of_fit", sa.Text(), nullable=False),
        sa.Column("rack", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("workplace", sa.Text(), nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.Column("divorced_by", BIG, nullable=True),
        sa.Column("divorced_us", BIG, nullable=True),
        sa.Column("divorce_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("marriage", name=op.f("pk_tracking_marriages")),
    )
    op.create_index(
        "ix_tracking_marriages_call", "tracking_marriages", ["call_number"], unique=False
    )
    op.create_index(
        "ix_tracking_marriages_serial", "tracking_marriages", ["serial", "part"], unique=False
    )
    op.create_index(
        "ix_tracking_marriages_slot", "tracking_marriages", ["node", "rack", "slot"], unique=False
    )
    op.create_index("ix_tracking_marriages_vin", "tracking_marriages", ["vin"], unique=False)


def _tracking_nodes() -> None:
    op.create_table(
        "tracking_nodes",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("high_water", BIG, nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("last_fact_us", BIG, nullable=True),
        sa.Column("last_heard_us", BIG, nullable=False),
        sa.Column("applied", BIG, nullable=False),
        sa.Column("refused", BIG, nullable=False),
        sa.Column("duplicates", BIG, nullable=False),
        sa.Column("incidents", BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", "epoch", name=op.f("pk_tracking_nodes")),
    )


def _tracking_progress() -> None:
    op.create_table(
        "tracking_progress",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("rack_family", sa.Text(), nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.PrimaryKeyConstraint(
            "node", "feed", "what", "rack_family", name=op.f("pk_tracking_progress")
        ),
    )


def _tracking_racks() -> None:
    op.create_table(
        "tracking_racks",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("rack", sa.Text(), nullable=False),
        sa.Column("rack_family", sa.Text(), nullable=False),
        sa.Column("point_of_fit", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("first_number", BIG, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("load_order", sa.Text(), nullable=False),
        sa.Column("gap_policy", sa.Text(), nullable=False),
        sa.Column("hold_after_vehicles", BIG, nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("formed_us", BIG, nullable=False),
        sa.Column("closed_us", BIG, nullable=True),
        sa.Column("short_last", BIG, nullable=True),
        sa.Column("shipped_us", BIG, nullable=True),
        sa.Column("fact", BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", "rack", name=op.f("pk_tracking_racks")),
    )
    op.create_index("ix_tracking_racks_rack", "tracking_racks", ["rack"], unique=False)
    op.create_index(
        "ix_tracking_racks_range", "tracking_racks", ["feed", "epoch", "first_number"], unique=False
    )


def _tracking_row_numbers() -> None:
    op.create_table(
        "tracking_row_numbers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tracking_row_numbers")),
    )


def _tracking_runs() -> None:
    op.create_table(
        "tracking_runs",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("epoch", BIG, autoincrement=False, nullable=False),
        sa.Column("first", BIG, nullable=False),
        sa.Column("frontier", BIG, nullable=False),
        sa.Column("first_number", BIG, nullable=False),
        sa.Column("last_number", BIG, nullable=False),
        sa.Column("window_numbers", BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", "feed", "epoch", name=op.f("pk_tracking_runs")),
    )


def _tracking_scans() -> None:
    op.create_table(
        "tracking_scans",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("workplace", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("scans", BIG, nullable=False),
        sa.Column("last_us", BIG, nullable=False),
        sa.PrimaryKeyConstraint(
            "node", "workplace", "device", "verdict", name=op.f("pk_tracking_scans")
        ),
    )


def _tracking_skips() -> None:
    op.create_table(
        "tracking_skips",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("epoch", BIG, autoincrement=False, nullable=False),
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", "feed", "epoch", "number", name=op.f("pk_tracking_skips")),
    )


def _tracking_vehicles() -> None:
    op.create_table(
        "tracking_vehicles",
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("call_number", sa.Text(), nullable=False),
        sa.Column("vin", sa.Text(), nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("number", BIG, nullable=True),
        sa.Column("claimed_number", BIG, nullable=True),
        sa.Column("sequence_number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("fitted", sa.Boolean(), nullable=False),
        sa.Column("position", BIG, nullable=True),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("needs", sa.LargeBinary(), nullable=False),
        sa.Column("problems", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content_version", sa.Text(), nullable=False),
        sa.Column("fact", BIG, nullable=False),
        sa.Column("at_us", BIG, nullable=False),
        sa.PrimaryKeyConstraint("node", "feed", "call_number", name=op.f("pk_tracking_vehicles")),
    )


def _tracking_vehicles_indexes() -> None:
    op.create_index("ix_tracking_vehicles_call", "tracking_vehicles", ["call_number"], unique=False)
    op.create_index(
        "ix_tracking_vehicles_claimed",
        "tracking_vehicles",
        ["node", "claimed_number"],
        unique=False,
    )
    op.create_index(
        "ix_tracking_vehicles_number",
        "tracking_vehicles",
        ["node", "feed", "epoch", "number"],
        unique=False,
    )
    op.create_index(
        "ix_tracking_vehicles_sequence", "tracking_vehicles", ["sequence_number"], unique=False
    )
    op.create_index("ix_tracking_vehicles_vin", "tracking_vehicles", ["vin"], unique=False)
