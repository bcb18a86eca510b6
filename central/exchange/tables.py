"""Partners, every interchange that ever came or went with its raw bytes, and what became of it."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from central.db.database import BIG, METADATA
from central.db.prefix import begins_index

AUDITED = {"audited": True}

partners = Table(
    "edi_partners",
    METADATA,
    Column("partner", Text, primary_key=True),
    Column("customer", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("changed_us", BIG, nullable=False),
    Column("changed_by", Text, nullable=False),
    info=AUDITED,
)
"""``profile``, ``settings`` and ``answers`` are JSON; ``partners.Partner`` says what is in them."""

interchanges = Table(
    "edi_interchanges",
    METADATA,
    Column("interchange", BIG, primary_key=True),
    Column("partner", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("digest", Text, nullable=False),
    Column("size", BIG, nullable=False),
    Column("syntax", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("reference_old", Text, nullable=False),
    Column("test", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("message_names", Text, nullable=False),
    Column("schedules", Integer, nullable=False),
    Column("problems", Text, nullable=False),
    Column("answers", BIG, nullable=True),
    Column("sent_us", BIG, nullable=True),
    Column("acknowledged", Text, nullable=False),
    Column("claim", Text, nullable=True),
    Column("piece", Integer, nullable=False),
    Column("import_batch", BIG, nullable=True),
    Column("claimed_us", BIG, nullable=True),
    Column("raw", LargeBinary, nullable=False),
    Index("ix_edi_interchanges_claim", "claim", "piece", unique=True),
    Index("ix_edi_interchanges_partner", "partner", "digest"),
    Index("ix_edi_interchanges_of", "partner", "interchange"),
    Index("ix_edi_interchanges_way_of", "partner", "direction", "interchange"),
    Index("ix_edi_interchanges_direction", "direction", "interchange"),
    Index("ix_edi_interchanges_reference", "direction", "partner", "reference"),
    Index("ix_edi_interchanges_state", "state", "interchange"),
    Index("ix_edi_interchanges_answers", "answers"),
    Index("ix_edi_interchanges_import", "import_batch"),
    begins_index("ix_edi_interchanges_begins", "reference"),
    begins_index("ix_edi_interchanges_name", "name"),
    Index(
        "ix_edi_interchanges_once",
        "partner",
        "digest",
        unique=True,
        sqlite_where=text("direction = 'in' AND state IN ('posted', 'held')"),
        postgresql_where=text("direction = 'in' AND state IN ('posted', 'held')"),
    ),
    Index(
        "ix_edi_interchanges_number",
        "partner",
        "sender",
        "test",
        "reference",
        unique=True,
        sqlite_where=text("direction = 'in' AND syntax <> 'vda' AND state IN ('posted', 'held')"),
        postgresql_where=text(
            "direction = 'in' AND syntax <> 'vda' AND state IN ('posted', 'held')"
        ),
    ),
    Index(
        "ix_edi_interchanges_sent",
        "partner",
        "reference",
        unique=True,
        sqlite_where=text("direction = 'out'"),
        postgresql_where=text("direction = 'out'"),
    ),
)
"""``claim`` and ``piece``: which file it was and which interchange in it, so that whoever dies
between commit and move takes it once. ``problems``: JSON of ``problems.Problem``.
``acknowledged``: JSON of what the partner said of ours. ``claimed_us``: a sender has it in hand.
``raw`` stands last: a list does not read past it.
"""

messages = Table(
    "edi_messages",
    METADATA,
    Column("interchange", BIG, nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("schedules", Integer, nullable=False),
    Column("posted", Text, nullable=False),
    Column("problems", Text, nullable=False),
    PrimaryKeyConstraint("interchange", "number"),
    begins_index("ix_edi_messages_document", "document"),
)
"""``document``: the number the message names itself by. ``posted``: JSON list of what it became,
schedules by their numbers.
"""

transmissions = Table(
    "edi_transmissions",
    METADATA,
    Column("partner", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    PrimaryKeyConstraint("partner", "kind"),
)
"""The last transmission received of each chain."""

counters = Table(
    "edi_counters",
    METADATA,
    Column("partner", Text, primary_key=True),
    Column("last", BIG, nullable=False),
)
"""Our last control reference to each partner; it only rises."""

fetched = Table(
    "edi_fetched",
    METADATA,
    Column("partner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BIG, nullable=False),
    Column("modified_s", BIG, nullable=False),
    Column("digest", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    PrimaryKeyConstraint("partner", "name", "size", "modified_s"),
)
"""Files that stay where they are at the partner, and were fetched."""

imports = Table(
    "edi_imports",
    METADATA,
    Column("import_batch", BIG, primary_key=True),
    Column("at_us", BIG, nullable=False),
    Column("who", Text, nullable=False),
    Column("partner", Text, nullable=False),
    Column("files", Integer, nullable=False),
)
