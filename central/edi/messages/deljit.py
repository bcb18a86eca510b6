"""DELJIT: the call-off. Its commitment follows the quantity in every directory."""

from __future__ import annotations

from central.edi.edifact_schedule import Layout, Walk
from central.edi.interchange import Message
from central.edi.messages import Context
from central.edi.messages.delfor import layout_of
from central.edi.problems import EdiError
from central.edi.schedule import Kind, Schedule


def read(message: Message, context: Context) -> tuple[Schedule, ...]:
    if layout_of(message.version) is None:
        raise EdiError(
            "message.version",
            f"DELJIT {message.version} is no directory read here",
            message.body[0].where(2, 2),
        )
    layout = Layout(commitment_after=True, processing=frozenset({"GIS", "GEI"}))
    return (Walk(message, context, Kind.CALL_OFF, layout).schedule(),)
