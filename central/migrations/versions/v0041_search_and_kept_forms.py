"""Forms that were sent after a session had ended are kept for whoever typed them, and what people
search by is found by its beginning.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AGAIN = (
    ("ix_tracking_vehicles_call", "tracking_vehicles", ("call_number",)),
    ("ix_tracking_vehicles_vin", "tracking_vehicles", ("vin",)),
    ("ix_tracking_vehicles_sequence", "tracking_vehicles", ("sequence_number",)),
    ("ix_tracking_marriages_serial", "tracking_marriages", ("serial", "part")),
    ("ix_tracking_marriages_lot", "tracking_marriages", ("lot", "part")),
    ("ix_tracking_racks_rack", "tracking_racks", ("rack",)),
    ("ix_tracking_labels_label", "tracking_labels", ("label",)),
    ("ix_tracking_unit_racks_unit", "tracking_unit_racks", ("unit",)),
    ("ix_edi_messages_document", "edi_messages", ("document",)),
)
"""SQLite finds a beginning by them as they are; PostgreSQL needs another order."""
_NEW = (
    ("ix_tracking_loads_load", "tracking_loads", ("load",)),
    ("ix_orders_lines_reference", "orders_lines", ("reference",)),
    ("ix_orders_lines_purchase_order", "orders_lines", ("purchase_order",)),
    ("ix_orders_purchase_orders_number", "orders_purchase_orders", ("number",)),
    ("ix_orders_notes_note", "orders_notes", ("note",)),
    ("ix_despatch_units_unit", "despatch_units", ("unit",)),
    ("ix_despatch_loads_number", "despatch_loads", ("number",)),
    ("ix_despatch_loads_truck", "despatch_loads", ("truck",)),
    ("ix_releases_schedules_number", "releases_schedules", ("number",)),
    ("ix_edi_interchanges_begins", "edi_interchanges", ("reference",)),
    ("ix_edi_interchanges_name", "edi_interchanges", ("name",)),
)


def upgrade() -> None:
    op.create_table(
        "access_kept_forms",
        sa.Column("kept_hash", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("at_us", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("kept_hash", name=op.f("pk_access_kept_forms")),
    )
    op.create_index("ix_access_kept_forms_at", "access_kept_forms", ["at_us"])
    op.create_index("ix_access_kept_forms_person", "access_kept_forms", ["person", "at_us"])
    if op.get_bind().dialect.name == "postgresql":
        for name, table, columns in _AGAIN:
            op.drop_index(name, table_name=table)
            _begins(name, table, columns)
    for name, table, columns in _NEW:
        _begins(name, table, columns)


def _begins(name: str, table: str, columns: tuple[str, ...]) -> None:
    ops = {columns[0]: "text_pattern_ops"}
    op.create_index(name, table, list(columns), postgresql_ops=ops)
