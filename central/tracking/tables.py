"""What follows from the facts of ``journal_tables``: projections, which a replay would build again.

Rows of different nodes never mix, so the order in which nodes are heard does not matter.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    false,
    text,
)

from central.db.database import BIG, METADATA
from central.db.prefix import begins_index
from central.tracking.journal_tables import REFUSED as REFUSED
from central.tracking.journal_tables import conflicts as conflicts
from central.tracking.journal_tables import facts as facts
from central.tracking.journal_tables import followed as followed
from central.tracking.journal_tables import links as links
from central.tracking.journal_tables import nodes as nodes
from central.tracking.journal_tables import row_numbers as row_numbers
from central.tracking.slot_tables import in_doubt as in_doubt
from central.tracking.slot_tables import left_out as left_out
from central.tracking.tables_alarms import alarms as alarms

UNCLEAR = "length(problems) > 2"
"""Of a vehicle: a family is not clear (none is ``[]``)."""
REPRINTED = "copy > 1"


def _where(condition: str) -> dict[str, Any]:
    """An index of the rows for which this holds; a query that is to use it says the same words."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


vehicles = Table(
    "tracking_vehicles",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("call_number", Text, primary_key=True),
    Column("vin", Text, nullable=False),
    Column("epoch", BIG, nullable=False),
    Column("number", BIG),
    Column("claimed_number", BIG),
    Column("sequence_number", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("fitted", Boolean, nullable=False),
    Column("position", BIG),
    Column("model", Text, nullable=False),
    Column("colour", Text, nullable=False),
    Column("needs", LargeBinary, nullable=False),
    Column("problems", LargeBinary, nullable=False),
    Column("version", Text, nullable=False),
    Column("content_version", Text, nullable=False),
    Column("held", Text, nullable=False, server_default="{}"),
    Column("fact", BIG, nullable=False),
    Column("at_us", BIG, nullable=False),
    begins_index("ix_tracking_vehicles_call", "call_number"),
    begins_index("ix_tracking_vehicles_vin", "vin"),
    Index("ix_tracking_vehicles_number", "node", "feed", "epoch", "number"),
    Index("ix_tracking_vehicles_claimed", "claimed_number", "node"),
    begins_index("ix_tracking_vehicles_sequence", "sequence_number"),
    Index("ix_tracking_vehicles_fact", "fact"),
    Index("ix_tracking_vehicles_unclear", "fact", **_where(UNCLEAR)),
)
"""A vehicle as one cell knows it. ``claimed_number`` is what its newest telegram says, ``number``
is set when no newer claim of another vehicle stands against it. ``version`` and
``content_version`` are the cell's version orders, ``held`` why masters hold it by rack, as JSON.
"""

runs = Table(
    "tracking_runs",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("epoch", BIG, primary_key=True, autoincrement=False),
    Column("first", BIG, nullable=False),
    Column("frontier", BIG, nullable=False),
    Column("first_number", BIG, nullable=False),
    Column("last_number", BIG, nullable=False),
    Column("window_numbers", BIG, nullable=False),
    Column("continuity", Text, nullable=False),
    Column("jumped", Boolean, nullable=False),
)
"""Runs of sequence numbers as one cell knows them."""

marriages = Table(
    "tracking_marriages",
    METADATA,
    Column("marriage", BIG, primary_key=True, autoincrement=False),
    Column("node", Text, nullable=False),
    Column("feed", Text, nullable=False),
    Column("call_number", Text, nullable=False),
    Column("vin", Text, nullable=False),
    Column("point_of_fit", Text, nullable=False),
    Column("rack", Text, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("family", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("piece", Integer, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("workplace", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("divorced_by", BIG),
    Column("divorced_us", BIG),
    Column("divorce_reason", Text, nullable=False),
    Column("back_us", BIG),
    Column("index", BIG, nullable=False, server_default="0"),
    Column("put_awaited", Boolean, nullable=False, server_default=false()),
    Column("put_us", BIG),
    Column("put_by", Text, nullable=False, server_default=""),
    Index("ix_tracking_marriages_slot", "rack", "slot"),
    Index("ix_tracking_marriages_call", "call_number"),
    Index("ix_tracking_marriages_vin", "vin"),
    begins_index("ix_tracking_marriages_serial", "serial", "part"),
    begins_index("ix_tracking_marriages_lot", "lot", "part"),
    Index("ix_tracking_marriages_part", "part"),
)
"""Part to VIN. ``marriage`` is the id of the fact that made it; active while not divorced.
``back_us``: when a person let the piece be picked again, which had left with its rack. ``index``:
which of several parts of its family in one vehicle; 0: there is one. ``put_awaited``: it has still
to be shown in its compartment; ``put_us`` and ``put_by``: when it was, and by whom.
"""

blocks = Table(
    "tracking_blocks",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("block", Text, primary_key=True),
    Column("part", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("serials", LargeBinary, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("lifted_us", BIG),
    Column("lifted_by", Text, nullable=False),
    Column("second_person", Text, nullable=False),
    Column("lift_reason", Text, nullable=False),
    Column("told", Boolean, nullable=False, server_default=false()),
    Column("fact", BIG, nullable=False, server_default="0"),
    Index("ix_tracking_blocks_lifted", "lifted_us", "node"),
)
"""Pieces that a cell lets nobody use, in force while ``lifted_us`` is None. ``serials`` is JSON;
``told``: central told the cell, which did not put it.
"""

racks = Table(
    "tracking_racks",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("rack", Text, primary_key=True),
    Column("rack_family", Text, nullable=False),
    Column("point_of_fit", Text, nullable=False),
    Column("feed", Text, nullable=False),
    Column("epoch", BIG, nullable=False),
    Column("first_number", BIG, nullable=False),
    Column("size", Integer, nullable=False),
    Column("load_order", Text, nullable=False),
    Column("gap_policy", Text, nullable=False),
    Column("hold_after_vehicles", BIG, nullable=False),
    Column("carrier", Text, nullable=False),
    Column("formed_us", BIG, nullable=False),
    Column("closed_us", BIG),
    Column("short_last", BIG),
    Column("shipped_us", BIG),
    Column("fact", BIG, nullable=False),
    Column("put_check", Text, nullable=False, server_default="never"),
    Column("filling", Text, nullable=False, server_default="number"),
    Column("dealt", Text, nullable=False, server_default="{}"),
    Column("returned_us", BIG),
    Column("returned_by", Text, nullable=False, server_default=""),
    Column("returned_empty", Boolean, nullable=False, server_default=false()),
    Column("return_reason", Text, nullable=False, server_default=""),
    Column("rack_group", Text, nullable=False, server_default=""),
    begins_index("ix_tracking_racks_rack", "rack"),
    Index("ix_tracking_racks_range", "feed", "epoch", "first_number"),
    Index(
        "ix_tracking_racks_here", "feed", "epoch", "first_number", **_where("shipped_us IS NULL")
    ),
    Index("ix_tracking_racks_fact", "fact"),
)
"""``size`` is what the rack was formed for; ``short_last`` is its last number if it was closed
with fewer. ``dealt``: of a rack that is not filled by consecutive numbers, JSON of slot to number;
``first_number`` is then the lowest of them.
"""

skips = Table(
    "tracking_skips",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("epoch", BIG, primary_key=True, autoincrement=False),
    Column("number", BIG, primary_key=True, autoincrement=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
)

holes = Table(
    "tracking_holes",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("epoch", BIG, primary_key=True, autoincrement=False),
    Column("number", BIG, primary_key=True, autoincrement=False),
    Column("since_us", BIG, nullable=False),
    Column("closed_us", BIG),
    Column("closed_by", Text, nullable=False),
    Index("ix_tracking_holes_open", "closed_us", "node", "feed"),
)
"""``kind``: ``number`` (of the build sequence) or ``position`` (of the gateway, epoch 0)."""

labels = Table(
    "tracking_labels",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("label", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("copy", Integer, nullable=False),
    Column("printer", Text, nullable=False),
    Column("rack", Text, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("family", Text, nullable=False),
    Column("piece", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("fields", LargeBinary, nullable=False),
    Column("person", Text, nullable=False),
    Column("second_person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requested_us", BIG, nullable=False),
    Column("moved_us", BIG, nullable=False),
    Column("fact", BIG, nullable=False),
    begins_index("ix_tracking_labels_label", "label"),
    Index("ix_tracking_labels_rack", "rack"),
    Index("ix_tracking_labels_state", "state", "moved_us"),
    Index("ix_tracking_labels_moved", "moved_us", "node", "printer", "state", "copy"),
    Index("ix_tracking_labels_fact", "fact"),
    Index("ix_tracking_labels_reprints", "fact", **_where(REPRINTED)),
)

scans = Table(
    "tracking_scans",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("workplace", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("verdict", Text, primary_key=True),
    Column("scans", BIG, nullable=False),
    Column("last_us", BIG, nullable=False),
)

progress = Table(
    "tracking_progress",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("rack_family", Text, primary_key=True),
    Column("epoch", BIG, nullable=False),
    Column("number", BIG, nullable=False),
    Column("at_us", BIG, nullable=False),
)
"""The furthest a cell ever was on a feed, also out of order (``unbroken`` says what of it is true).
``what``: ``received``, ``fitted``, ``position`` (rack family empty), ``picked``, ``racked``,
``shipped`` (by rack family).
"""

masters = Table(
    "tracking_masters",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("version", BIG, nullable=False),
    Column("adopted_us", BIG),
    Column("refused_version", BIG),
    Column("refused_reason", Text, nullable=False),
    Column("refused_us", BIG),
    Column("fact", BIG, nullable=False),
)
"""The masters by which each cell works, as it said, and those that it refuses since ``refused_us``
(None: none). Version 0: it has none. Refused version 0: they could not be read.
"""

plans = Table(
    "tracking_plans",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("at_us", BIG, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("fact", BIG, nullable=False),
)
"""The newest plan that each cell told, as it told it."""

tours = Table(
    "tracking_tours",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("tour", Text, primary_key=True),
    Column("workplace", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("rack", Text, nullable=False),
    Column("first_number", BIG),
    Column("last_number", BIG),
    Column("picks", Integer, nullable=False),
    Column("started_us", BIG, nullable=False),
    Column("ended_us", BIG),
    Column("completed", Boolean),
    Column("planned_finish_us", BIG),
    Column("due_us", BIG),
    Column("fact", BIG, nullable=False),
    Index("ix_tracking_tours_started", "node", "started_us"),
)
"""What pickers were shown and when it was over. Numbers are of ``rack``, that of the first pick."""

forecasts = Table(
    "tracking_forecasts",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("rack", Text, primary_key=True),
    Column("first_permille", Integer, nullable=False),
    Column("late_permille", Integer, nullable=False),
    Column("due_us", BIG, nullable=False),
    Column("done_us", BIG, nullable=False),
    Column("spread_ms", BIG, nullable=False),
    Column("made_us", BIG, nullable=False),
    Column("waits", BIG, nullable=False, server_default="0"),
    Column("closed_us", BIG),
    Column("late", Boolean),
    Column("fact", BIG, nullable=False),
    Index("ix_tracking_forecasts_closed", "closed_us"),
    Index("ix_tracking_forecasts_due", "due_us"),
)
"""The first and the newest probability that a rack is late, and when it was closed first: whether
it was late then is the calibration. ``waits``: slots that wait for a person; ``first_permille`` -1:
so far there was never a forecast without them.
"""

exceptions = Table(
    "tracking_exceptions",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("exception", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at_us", BIG, nullable=False),
    Column("times", BIG, nullable=False),
    Column("owner", Text, nullable=False),
    Column("taken_us", BIG),
    Column("closed_us", BIG),
    Column("note", Text, nullable=False),
    Column("fact", BIG, nullable=False),
    Index("ix_tracking_exceptions_open", "closed_us", "node"),
    Index("ix_tracking_exceptions_fact", "fact"),
)
"""What a cell gave to people, under the cell's own ids. One that the cell derives (a hole, a hold,
a label) is here only to say who took it, and then it is closed.
"""

attendance = Table(
    "tracking_attendance",
    METADATA,
    Column("node", Text, primary_key=True),
    Column("workplace", Text, primary_key=True),
    Column("fact", BIG, primary_key=True, autoincrement=False),
    Column("person", Text, nullable=False),
    Column("since_us", BIG, nullable=False),
    Column("until_us", BIG),
    Index("ix_tracking_attendance_until", "until_us", "node"),
)
