"""X12 830, planning schedule with release capability: the plan."""

from __future__ import annotations

from central.edi.context import Context
from central.edi.model.interchange import Message
from central.edi.model.schedule import Kind, Schedule
from central.edi.readers.x12_schedule import Walk
from central.edi.readers.x12_table import schedule_table

TABLE = schedule_table(
    "BFR", number="2 3", cumulative="5", first="6", last="7", issued="8", order="11"
)


def read(message: Message, context: Context) -> tuple[Schedule, ...]:
    return (Walk(message, context, Kind.PLAN, TABLE).schedule(),)
