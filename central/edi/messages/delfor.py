"""DELFOR, D.96A to D.20B: the plan, or a call-off where the customer sends it as one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from central.edi.context import Context
from central.edi.model.interchange import Message
from central.edi.model.schedule import Kind, Schedule
from central.edi.readers.conformance import require_directory
from central.edi.readers.edifact_codes import directory
from central.edi.readers.edifact_schedule import Layout, Walk
from central.edi.readers.edifact_table import SCHEDULE

TABLE = SCHEDULE
KINDS: Mapping[str, str] = MappingProxyType({"242": "call-off"})
"""Document names in BGM; any other is a plan."""
_LAST_COMMITMENT_AFTER = (1996, "A")


def read(message: Message, context: Context) -> tuple[Schedule, ...]:
    require_directory(message)
    layout = Layout(
        kind=Kind.PLAN,
        kinds=KINDS,
        commitment_after=(directory(message.version) or (0, "")) <= _LAST_COMMITMENT_AFTER,
    )
    return (Walk(message, context, layout).schedule(),)
