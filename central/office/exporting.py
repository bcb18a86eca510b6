"""Writing out what files brought in, or pages changed since: the same TOML."""

from __future__ import annotations

from sqlalchemy import Connection

from central.office.kinds import office_kinds
from settings.toml_text import written

HEAD = """# Calendars, customers, agreements and partners of the office.
# Every option stands by its own name.
# To bring it in: lineside central import FILE --config central.toml
"""


def write_out(connection: Connection) -> str:
    """Everything, one text. Of prices those that hold; superseded ones stay in the history."""
    tables = [
        written(name, table)
        for name, kind in office_kinds().items()
        for table in kind.tables(connection)
    ]
    return "\n".join([HEAD, *tables])
