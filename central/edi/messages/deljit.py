"""DELJIT: the call-off. Its commitment follows the quantity in every directory."""

from __future__ import annotations

from central.edi.context import Context
from central.edi.model.interchange import Message
from central.edi.model.schedule import Kind, Schedule
from central.edi.readers.conformance import require_directory
from central.edi.readers.edifact_schedule import Layout, Walk
from central.edi.readers.edifact_table import SCHEDULE

TABLE = SCHEDULE


def read(message: Message, context: Context) -> tuple[Schedule, ...]:
    require_directory(message)
    layout = Layout(kind=Kind.CALL_OFF, commitment_after=True)
    return (Walk(message, context, layout).schedule(),)
