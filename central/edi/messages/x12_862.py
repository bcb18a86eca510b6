"""X12 862, shipping schedule: the call-off."""

from __future__ import annotations

from central.edi.context import Context
from central.edi.model.interchange import Message
from central.edi.model.schedule import Kind, Schedule
from central.edi.readers.x12_schedule import Walk
from central.edi.readers.x12_table import schedule_table

TABLE = schedule_table(
    "BSS", number="2 7", cumulative="11", first="5", last="6", issued="3", order="10"
)


def read(message: Message, context: Context) -> tuple[Schedule, ...]:
    return (Walk(message, context, Kind.CALL_OFF, TABLE).schedule(),)
