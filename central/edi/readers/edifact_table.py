"""What is read of DELFOR and DELJIT, and rows that other messages of EDIFACT have too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from central.edi.model.schedule import Function
from central.edi.readers import edifact_codes as codes
from central.edi.readers.field_table import At, Codes, Otherwise, Row, Table, row
from central.edi.readers.schedule_builder import read_value
from central.edi.readers.values import Period
from syntax.problems import Findings
from syntax.segments import Segment

PARTS: tuple[str, ...] = ("part", "part_of_supplier", "order", "reference")
"""What a number of LIN or PIA can be."""
PART_CODES: Mapping[str, Codes] = MappingProxyType(
    {
        "LIN": Codes(at=At(3, 2), keys={"parts": {"": "part", **codes.PARTS}}),
        "PIA": Codes(at=At(0, 2), keys={"parts": codes.PARTS}),
    }
)
DATE_CHECKED = (
    "every date must be one; an empty one, or one in a format that is not read, only where it"
    " fills a field"
)
_INSIDE = "LIN, QTY, receipt"
_QUANTITIES: Mapping[str, str] = MappingProxyType(
    {
        "demand": "line.quantity",
        "cumulative": "line.cumulative",
        "backlog": "line.quantity",
        "immediate": "line.quantity",
        "received": "item.received",
        "shipped": "item.shipped",
        "receipt": "item.last_receipt",
    }
)


def parts(owner: str) -> tuple[Row, ...]:
    """The numbers of LIN and PIA, into that owner's fields."""
    return tuple(
        row(tag, at, f"{owner}.{name}", name)
        for tag, at in (("LIN", "3"), ("PIA", "n"))
        for name in PARTS
    )


def function_of(segment: Segment, table: Table, findings: Findings) -> Function:
    """BGM's message function, or a problem."""
    at = table.at("BGM", "document.function")
    code = segment.text(*at)
    found = codes.FUNCTIONS.get(code)
    if found is None:
        findings.add("function", f"function {code!r} is not read here", segment.where(at.element))
    return found or Function.NOT_STATED


def read_date(segment: Segment, rows: Sequence[Row], findings: Findings) -> Period | None:
    """DTM's value, or None and, where ``rows`` need it, a problem. Qualifier alone: None."""
    at, form = At(1, 2), segment.text(1, 3)
    text = segment.text(*at)
    if not text or not (rows or form in codes.FORMS):
        return None
    return read_value(
        lambda it: codes.period(it, form), text, "date", lambda: segment.where(*at), findings
    )


SCHEDULE = Table(
    (
        row("BGM", "1", "document.kind"),
        row("BGM", "2", "document.number"),
        row("BGM", "2.2", "document.revision"),
        row("BGM", "3", "document.function"),
        row("DTM", "1.2", "document.issued_on", "=137", after="BGM", part="first"),
        *(
            row("DTM", "1.2", f"document.horizon_{end}", f"={code}", after="BGM", part=end)
            for end, found in (("first", ("158", "194")), ("last", ("159", "206")))
            for code in found
        ),
        row("GIS", "1.4 1.1", "document.kind"),
        row("GEI", "3 2.1", "document.kind"),
        row("NAD", "2.1 4.1", "document.ship_to", "ship_to"),
        row("NAD", "2.1 4.1", "document.supplier", "supplier"),
        row("NAD", "2.1 4.1", "document.customer", "customer"),
        *parts("item"),
        row("LOC", "2.1", "document.unloading_point", "unloading_point", after="head"),
        row("LOC", "2.1", "item.unloading_point", "unloading_point", after=_INSIDE),
        row("LOC", "2.1", "item.consumption_point", "consumption_point", after=_INSIDE),
        row("LOC", "2.1", "item.ship_to", "ship_to", after=_INSIDE, stays=True),
        row("RFF", "1.2", "document.previous_number", "previous", stays=True),
        row("RFF", "1.2", "document.order", "order", after="head", stays=True),
        row("RFF", "1.2", "item.order", "order", after="LIN", stays=True),
        row("RFF", "1.2", "item.reference", "reference", after="LIN"),
        row("RFF", "1.2", "line.order", "order", after="QTY"),
        row("RFF", "1.2", "line.reference", "order", after="QTY", stays=True),
        row("RFF", "1.2", "line.reference", "reference", after="QTY"),
        row("RFF", "1.2", "quantity.note", "note", after="receipt"),
        *(
            row("QTY", "1.2", into, name, after=_INSIDE, stays=into.startswith("item."))
            for name, into in _QUANTITIES.items()
        ),
        row("QTY", "1.3", "item.unit", after=_INSIDE, stays=True),
        row("SCC", "1", "line.status", after=_INSIDE),
        row("SCC", "3.1", "line.bucket", after=_INSIDE),
        row("DTM", "1.2", "quantity.on", "on", after="QTY"),
        row("DTM", "1.2", "quantity.first", "first", after="QTY", part="first"),
        row("DTM", "1.2", "quantity.last", "last", after="QTY", part="last"),
        row("DTM", "1.2", "quantity.since", "since", after="QTY, QTY RFF", part="first"),
        row("DTM", "1.2", "quantity.until", "until", after="QTY, QTY RFF", part="last"),
        row("DTM", "1.2", "quantity.on", "arrived", after="receipt, receipt RFF"),
        row("DTM", "1.2", "quantity.note_date", "noted", after="receipt", part="first"),
        row("DTM", "1.2", "quantity.note_date", "=11", after="receipt", part="first"),
        row("DTM", "1.2", "quantity.note_date", after="receipt RFF", part="first"),
        row("CNT", "1.2", "document.count", "=2"),
    ),
    codes={
        "NAD": Codes(at=At(1), keys={"parties": codes.PARTIES}),
        "LOC": Codes(at=At(1), keys={"places": codes.PLACES}),
        "RFF": Codes(at=At(1, 1), keys={"references": codes.REFERENCES}),
        "QTY": Codes(
            at=At(1, 1), keys={"quantities": codes.QUANTITIES}, otherwise=Otherwise.REFUSED
        ),
        "DTM": Codes(at=At(1, 1), keys={"dates": codes.DATES}),
        "CNT": Codes(at=At(1, 1), keys={}),
        **PART_CODES,
    },
    unread="UNH UNT UNS FTX CTA COM IMD MEA ALI GIN GIR PAC PCI TDT DOC SEQ EQD TMD QVR CPS TOD"
    " PRI CUX",
    checked={
        "DTM": DATE_CHECKED,
        "SCC": "a commitment that is not known is refused",
        "CNT": "the number of lines must be right",
    },
)
