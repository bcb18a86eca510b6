"""DELFOR, D.96A to D.20B: the plan, or a call-off where the customer sends it as one."""

from __future__ import annotations

import re

from central.edi.edifact_schedule import Layout, Walk
from central.edi.interchange import Message
from central.edi.messages import Context
from central.edi.problems import EdiError
from central.edi.schedule import Kind, Schedule

CALL_OFFS = frozenset({"242"})
"""Document names in BGM that make a DELFOR a call-off."""
_PROCESSING = frozenset({"GIS", "GEI"})


def layout_of(version: str) -> Layout | None:
    """By directory: D.96A and before, D.96B to D.01C, from D.02A (not upward compatible)."""
    match = re.fullmatch(r"D\.([0-9]{2})([A-C])", version)
    if not match:
        return None
    year = int(match[1]) + (1900 if int(match[1]) >= 88 else 2000)
    return Layout(
        commitment_after=(year, match[2]) <= (1996, "A"),
        processing=_PROCESSING,
    )


def read(message: Message, context: Context) -> tuple[Schedule, ...]:
    layout = layout_of(message.version)
    if layout is None:
        raise EdiError(
            "message.version",
            f"DELFOR {message.version} is no directory read here",
            message.body[0].where(2, 2),
        )
    name = next((s.text(1) for s in message.body if s.tag == "BGM"), "")
    kind = Kind.CALL_OFF if name in CALL_OFFS else Kind.PLAN
    return (Walk(message, context, kind, layout).schedule(),)
