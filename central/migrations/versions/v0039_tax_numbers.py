"""Tax numbers of customers, plants and divisions in one spelling: capitals without what people put
between them.

A migration is frozen: it is never changed after a release, whatever the tables become.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

_KEYS = {
    "partners_customers": ("customer",),
    "partners_plants": ("customer", "plant"),
    "partners_divisions": ("division",),
}


def upgrade() -> None:
    connection = op.get_bind()
    for name, keys in _KEYS.items():
        table = sa.table(name, *(sa.column(key) for key in (*keys, "tax_number")))
        for row in connection.execute(sa.select(table).where(table.c.tax_number != "")).all():
            number = _written(row.tax_number)
            if number != row.tax_number:
                same = (table.c[key] == getattr(row, key) for key in keys)
                connection.execute(table.update().where(*same).values(tax_number=number))


def _written(number: str) -> str:
    return re.sub(r"[\s.,/\u2010-\u2015\u2212-]", "", number).upper()
