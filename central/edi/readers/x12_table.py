"""What is read of an 830 and an 862. Codes are our own small tables of what is read; a partner's
profile overrides them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from central.edi.model.schedule import Bucket, Demand, Function, Resource, Status
from central.edi.readers.field_table import At, Codes, Otherwise, Row, Table, row
from syntax.problems import Findings
from syntax.segments import Segment

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "00": Function.ORIGINAL,
        "01": Function.CANCEL,
        "04": Function.CHANGE,
        "05": Function.REPLACE,
        "07": Function.DUPLICATE,
    }
)
COMMITMENTS: Mapping[str, tuple[Status, Demand]] = MappingProxyType(
    {
        "A": (Status.FIRM, Demand.IMMEDIATE),
        "C": (Status.FIRM, Demand.DATED),
        "D": (Status.FORECAST, Demand.DATED),
        "": (Status.NOT_STATED, Demand.DATED),
    }
)
RESOURCES: Mapping[str, Resource] = MappingProxyType(
    {"FI": Resource.FABRICATE, "MT": Resource.MATERIAL}
)
BUCKETS: Mapping[str, Bucket] = MappingProxyType(
    {"W": Bucket.WEEK, "M": Bucket.MONTH, **dict.fromkeys(("C", "D", "F"), Bucket.DAY)}
)
"""How wide a quantity is. A day is only so where no last day stands beside it."""
PARTIES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("ST", "CN"), "ship_to"),
        **dict.fromkeys(("SU", "SF", "VN", "SE"), "supplier"),
        **dict.fromkeys(("BY", "MI", "BT"), "customer"),
    }
)
PARTS: Mapping[str, str] = MappingProxyType(
    {"BP": "part", "VP": "part_of_supplier", "PO": "order", "RN": "reference"}
)
PLACES: Mapping[str, str] = MappingProxyType({"DK": "unloading_point", "LF": "consumption_point"})
REFERENCES: Mapping[str, str] = MappingProxyType(
    {**dict.fromkeys(("SI", "PK", "BM"), "note"), "PO": "order"}
)
QUANTITIES: Mapping[str, str] = MappingProxyType({"01": "receipt", "02": "received"})
"""Of what was shipped or received (SHP)."""
UNREAD = (
    "ST SE DTM NTE MSG N2 N3 N4 PER PID SDP TD1 TD3 TD4 TD5 PO4 PRS MEA PKG MAN CUR FOB LDT"
    " QTY SSS ITA TAX CTB AMT PO3 CTP"
)
_INSIDE = "LIN, SHP"

ITEM: tuple[Row, ...] = (
    row("N1", "4 2", "document.ship_to", "ship_to", after="head"),
    row("N1", "4 2", "item.ship_to", "ship_to", after=_INSIDE),
    row("N1", "4 2", "document.supplier", "supplier"),
    row("N1", "4 2", "document.customer", "customer"),
    *(
        row("LIN", "n", f"item.{name}", name)
        for name in ("part", "part_of_supplier", "order", "reference")
    ),
    row("UIT", "1", "item.unit", after=_INSIDE),
    row("REF", "2", "document.unloading_point", "unloading_point", after="head"),
    row("REF", "2", "item.unloading_point", "unloading_point", after=_INSIDE),
    row("REF", "2", "item.consumption_point", "consumption_point", after=_INSIDE),
    row("REF", "2", "item.ship_to", "ship_to", after=_INSIDE),
    row("REF", "2", "document.order", "order", after="head", stays=True),
    row("REF", "2", "item.order", "order", after=_INSIDE, stays=True),
    row("REF", "2", "item.reference", "reference", after=_INSIDE, stays=True),
    row("REF", "2", "receipt.note", "note", after="SHP"),
    row("FST", "1", "line.quantity", after=_INSIDE),
    row("FST", "2", "line.status", after=_INSIDE),
    row("FST", "3", "line.bucket", after=_INSIDE),
    row("FST", "4", "line.first", after=_INSIDE),
    row("FST", "5", "line.last", after=_INSIDE),
    row("FST", "7", "line.at", after=_INSIDE),
    row("FST", "9", "line.reference", after=_INSIDE),
    row("FST", "9", "line.order", "order", after=_INSIDE),
    row("JIT", "1", "line.quantity", after="FST, JIT"),
    row("JIT", "2", "line.at", after="FST, JIT"),
    row("SHP", "2", "item.received", "received", after=_INSIDE),
    row("SHP", "4", "item.received.since", "received", after=_INSIDE),
    row("SHP", "6", "item.received.until", "received", after=_INSIDE),
    row("SHP", "2", "receipt.quantity", "receipt", after=_INSIDE),
    row("SHP", "4", "receipt.received_on", "receipt", after=_INSIDE),
    row("SHP", "4", "receipt.note_date", "receipt", after=_INSIDE),
    row("ATH", "4 3", "authorisation.cumulative", after=_INSIDE),
    row("ATH", "1", "authorisation.resource", after=_INSIDE),
    row("ATH", "5", "authorisation.first", after=_INSIDE),
    row("ATH", "2", "authorisation.last", after=_INSIDE),
)
"""What both messages have besides their heading."""
CODES: Mapping[str, Codes] = MappingProxyType(
    {
        "N1": Codes(at=At(1), keys={"parties": PARTIES}),
        "LIN": Codes(at=At(0), keys={"parts": PARTS}),
        "REF": Codes(at=At(1), keys={"references": REFERENCES, "places": PLACES}),
        "FST": Codes(at=At(8), keys={"references": REFERENCES}),
        "SHP": Codes(at=At(1), keys={"quantities": QUANTITIES}, otherwise=Otherwise.REFUSED),
    }
)
CHECKED: Mapping[str, str] = MappingProxyType(
    {
        "FST": "a forecast code that is not known is refused, and a timing that is not (the"
        " profile's `buckets`) where no last day stands",
        "JIT": "must add up to the quantity of its FST",
        "SHP": "SHP03 = 050 makes SHP04 the day a receipt arrived, else its note's",
        "ATH": "a resource code that is not known is left out",
        "CTT": "the number of items must be right",
    }
)


def schedule_table(
    tag: str, *, number: str, cumulative: str, first: str, last: str, issued: str, order: str
) -> Table:
    """The table of a message whose heading is the segment ``tag``, with these values there."""
    return Table(
        (
            row(tag, "1", "document.function"),
            row(tag, number, "document.number"),
            row(tag, cumulative, "document.cumulative"),
            row(tag, first, "document.horizon_first"),
            row(tag, last, "document.horizon_last"),
            row(tag, issued, "document.issued_on"),
            row(tag, order, "document.order"),
            *ITEM,
            row("CTT", "1", "document.count"),
        ),
        codes=CODES,
        unread=UNREAD,
        checked={**CHECKED, tag: "a purpose that is not known is refused"},
    )


def function_of(segment: Segment, at: At, findings: Findings) -> Function:
    """The purpose of a set there, or a problem."""
    found = FUNCTIONS.get(segment.text(*at))
    if found is None:
        findings.add(
            "function",
            f"purpose {segment.text(*at)!r} is not read here",
            segment.where(at.element),
        )
    return found or Function.NOT_STATED
