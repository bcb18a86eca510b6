"""A maker who writes EDIFACT: DELFOR, DELJIT and RECADV of directory D.97A, in syntax 3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hardware_sim.office.document import Advice, Demand, Document, Envelope, Item

Segments = list[str]
PLAN, CALL_OFF = "241", "242"


def schedule(document: Document, envelope: Envelope) -> bytes:
    """A plan as DELFOR, a call-off as DELJIT."""
    body = _delfor(document, envelope) if document.plan else _deljit(document, envelope)
    name = "DELFOR:D:97A:UN" if document.plan else "DELJIT:D:97A:UN"
    return _interchange([(name, body)], document.issued, envelope)


def receiving_advice(advice: Advice, envelope: Envelope) -> bytes:
    body = [
        f"BGM+632+{advice.number}+9",
        _day(137, advice.on),
        _day(50, advice.on),
        f"RFF+AAK:{advice.note}",
        f"NAD+BY+{envelope.plant}::92",
        f"NAD+SU+{envelope.supplier}::92",
        "CPS+1",
    ]
    for line, it in enumerate(advice.pieces, 1):
        body += [f"LIN+{line}++{it.part}:IN", f"QTY+48:{it.counted}:PCE"]
        if it.refused:
            body.append(f"QTY+124:{it.refused}:PCE")
    return _interchange([("RECADV:D:97A:UN", body)], advice.on, envelope)


def _delfor(document: Document, envelope: Envelope) -> Segments:
    body = [*_head(PLAN, document, envelope), "GIS+37", f"NAD+ST+{envelope.plant}::92"]
    for number, item in enumerate(document.items, 1):
        body += [f"LIN+{number}++{item.part}:IN", f"LOC+11+{item.point}::92", *_cums(item)]
        for line in item.lines:
            body += [
                "SCC+1" if line.firm else "SCC+4++W",
                f"QTY+113:{line.quantity}:PCE",
                *_when(line),
            ]
        until = item.authorised_until
        for use, cum in (("2", item.fabricate), ("3", item.material)):
            if cum and until is not None:
                body += [
                    f"SCC+{use}",
                    f"QTY+3:{cum}:PCE",
                    _day(51, item.since),
                    _day(52, until),
                ]
    return body


def _deljit(document: Document, envelope: Envelope) -> Segments:
    body = [*_head(CALL_OFF, document, envelope), f"NAD+ST+{envelope.plant}::92"]
    for number, item in enumerate(document.items, 1):
        body += [
            "SEQ+1",
            f"LIN+{number}++{item.part}:IN",
            f"LOC+11+{item.point}::92",
            *_cums(item),
        ]
        for line in item.lines:
            body += [f"QTY+113:{line.quantity}:PCE", "SCC+1", *_when(line)]
    return body


def _head(kind: str, document: Document, envelope: Envelope) -> Segments:
    return [
        f"BGM+{kind}+{document.number}+5",
        _day(137, document.issued),
        _day(158, document.first_day),
        _day(159, document.last_day),
        f"NAD+BY+{envelope.plant}::92",
        f"NAD+SU+{envelope.supplier}::92",
    ]


def _cums(item: Item) -> Segments:
    found = []
    if item.last is not None:
        found += [
            f"QTY+48:{item.last.quantity}:PCE",
            _day(50, item.last.on),
            f"RFF+AAK:{item.last.note}",
        ]
    return [*found, f"QTY+70:{item.received}:PCE", _day(51, item.since)]


def _when(line: Demand) -> Segments:
    if line.last is not None:
        return [_day(64, line.first), _day(63, line.last)]
    return [f"DTM+2:{line.first:%Y%m%d}{line.at}:203"] if line.at else [_day(2, line.first)]


def _day(qualifier: int, day: date) -> str:
    return f"DTM+{qualifier}:{day:%Y%m%d}:102"


def _interchange(messages: Sequence[tuple[str, Segments]], day: date, envelope: Envelope) -> bytes:
    reference = f"{envelope.reference:06d}"
    lines = [
        f"UNB+UNOC:3+{envelope.sender}:ZZ+{envelope.recipient}:ZZ+{day:%y%m%d}:0600+{reference}"
    ]
    for number, (name, body) in enumerate(messages, 1):
        lines += [f"UNH+{number}+{name}", *body, f"UNT+{len(body) + 2}+{number}"]
    lines.append(f"UNZ+{len(messages)}+{reference}")
    return ("UNA:+.? '\n" + "".join(f"{line}'\n" for line in lines)).encode("latin-1")
