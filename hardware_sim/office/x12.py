"""A maker who writes X12 004010: 830 for plans, 862 for call-offs, 861 for what arrived."""

from __future__ import annotations

from datetime import date

from hardware_sim.office.document import Advice, Document, Envelope, Item

Segments = list[str]
_GROUPS = {"830": "PS", "862": "SS", "861": "RC"}


def schedule(document: Document, envelope: Envelope) -> bytes:
    """A plan as 830, a call-off as 862."""
    if document.plan:
        return _interchange("830", _plan(document, envelope), document.issued, envelope)
    return _interchange("862", _call_off(document, envelope), document.issued, envelope)


def receiving_advice(advice: Advice, envelope: Envelope) -> bytes:
    body = [
        f"BRA*{advice.number}*{advice.on:%Y%m%d}*00*1",
        f"REF*SI*{advice.note}",
        f"N1*ST**92*{envelope.plant}",
        f"N1*SU**92*{envelope.supplier}",
    ]
    for number, it in enumerate(advice.pieces, 1):
        returned = f"*{it.refused}*EA***01" if it.refused else ""
        body += [f"RCD*{number}*{it.counted}*EA{returned}", f"LIN**BP*{it.part}"]
    body.append(f"CTT*{len(advice.pieces)}")
    return _interchange("861", body, advice.on, envelope)


def _plan(document: Document, envelope: Envelope) -> Segments:
    body = [
        f"BFR*05*{document.number}**DL*A*{document.first_day:%Y%m%d}*{document.last_day:%Y%m%d}"
        f"*{document.issued:%Y%m%d}",
        f"N1*ST**92*{envelope.plant}",
        f"N1*SU**92*{envelope.supplier}",
    ]
    for number, item in enumerate(document.items, 1):
        body += [_lin(number, item), "UIT*EA"]
        until = item.authorised_until
        for use, cum in (("FI", item.fabricate), ("MT", item.material)):
            if cum and until is not None:
                body.append(f"ATH*{use}*{until:%Y%m%d}**{cum}*{item.since:%Y%m%d}")
        for line in item.lines:
            timing = "D" if line.last is None else "W"
            status = "C" if line.firm else "D"
            body.append(f"FST*{line.quantity}*{status}*{timing}*{line.first:%Y%m%d}")
        body += _shipped(item)
    return [*body, f"CTT*{len(document.items)}"]


def _call_off(document: Document, envelope: Envelope) -> Segments:
    day = f"{document.issued:%Y%m%d}"
    body = [
        f"BSS*05*{document.number}*{day}*DL*{document.first_day:%Y%m%d}*{document.last_day:%Y%m%d}"
        f"***{document.number}**A",
        f"N1*ST**92*{envelope.plant}",
        f"N1*SU**92*{envelope.supplier}",
    ]
    for number, item in enumerate(document.items, 1):
        body += [_lin(number, item), "UIT*EA"]
        for line in item.lines:
            reference = f"****DO*{line.reference}" if line.reference else ""
            body.append(f"FST*{line.quantity}*C*D*{line.first:%Y%m%d}{reference}")
        body += _shipped(item)
    return [*body, f"CTT*{len(document.items)}"]


def _lin(number: int, item: Item) -> str:
    return f"LIN*{number}*BP*{item.part}" + (f"*PO*{item.order}" if item.order else "")


def _shipped(item: Item) -> Segments:
    """The last receipt and the cum received."""
    found = []
    if item.last is not None:
        found += [
            f"SHP*01*{item.last.quantity}*050*{item.last.on:%Y%m%d}",
            f"REF*SI*{item.last.note}",
        ]
    return [*found, f"SHP*02*{item.received}*051*{item.since:%Y%m%d}"]


def _interchange(code: str, body: Segments, day: date, envelope: Envelope) -> bytes:
    reference, group = f"{envelope.reference:09d}", str(envelope.reference)
    sender, recipient = envelope.sender, envelope.recipient
    lines = [
        f"ISA*00*{'':10}*00*{'':10}*ZZ*{sender:15}*ZZ*{recipient:15}*{day:%y%m%d}*0600*U*00401"
        f"*{reference}*0*P*>",
        f"GS*{_GROUPS[code]}*{sender}*{recipient}*{day:%Y%m%d}*0600*{group}*X*004010",
        f"ST*{code}*0001",
        *body,
        f"SE*{len(body) + 2}*0001",
        f"GE*1*{group}",
        f"IEA*1*{reference}",
    ]
    return "".join(f"{line}~\n" for line in lines).encode("ascii")
