"""VDA 4905, delivery schedule: the plan."""

from __future__ import annotations

from central.edi.context import Context
from central.edi.model.interchange import Message
from central.edi.model.schedule import Kind, Schedule
from central.edi.readers.vda_schedule import FIELDS, Walk

TABLE = FIELDS


def read(message: Message, context: Context) -> tuple[Schedule, ...]:
    return Walk(message, context, Kind.PLAN).schedules()
