"""X12 861: what the customer received of a shipment, as document and by line."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.edi.rows import Case, Form, x12

FORM = Form(
    name="x12_861", write=x12("861", group="RC"), element="*", component=">",
    base=("BRA*W1*20260307*00*1", "REF*SI*N1", "RCD*1*9*EA", "LIN**BP*A"),
)  # fmt: skip
NOTES = ("SI", "MA", "PK", "BM")
"""Shipper's number, ship notice, packing list, bill of lading: the first says most of our note."""
CONDITIONS = {"01": "rejected", "02": "short", "03": "over", "04": "rejected", "05": "rejected",
              "08": "rejected", "09": "unstated", "10": "rejected"}  # fmt: skip
"""Damaged, short, over, quality, incorrect product, rejected, hold, scrapped."""
BARE = (FORM.base[0], *FORM.base[2:])
ORDERED = (FORM.base[0], "REF*PO*P1", *FORM.base[2:])
LINE = "lines.0."
HEAD, IN_LINE = {"place": "head"}, {"place": "RCD"}
OWN = {"messages": {"x12_861": {"parts": {"RN": "reference"}}}}


def _document() -> Iterator[Case]:
    say = FORM.instead
    yield say("BRA", "BRA*W2*20260307*00*1", "document.number", {"number": "W2"})
    yield say("BRA", "BRA*W1*20260308*00*1", "document.issued_on", {"issued_on": "2026-03-08"})
    for code, function in (("01", "cancel"), ("04", "change"), ("05", "replace"),
                           ("07", "duplicate")):  # fmt: skip
        yield say("BRA", f"BRA*W1*20260307*{code}*1", "document.function", {"function": function})
    yield say("BRA", FORM.base[0], "document.function", {"function": "original"},
              base=("BRA*W1*20260307*05*1", *FORM.base[1:]))  # fmt: skip
    for code in NOTES:
        yield FORM.behind("BRA", f"REF*{code}*N7", "document.note",
                          {"note": "N7", f"{LINE}note": "N7"}, base=BARE, **HEAD)  # fmt: skip
    yield FORM.behind("BRA", "REF*BM*N4 REF*PK*N3 REF*MA*N2 REF*SI*N1", "document.note",
                      {"note": "N1"}, base=BARE, **HEAD)  # fmt: skip
    yield FORM.behind("BRA", "REF*BM*N4 REF*PK*N3 REF*MA*N2", "document.note", {"note": "N2"},
                      base=BARE, **HEAD)  # fmt: skip
    yield FORM.behind("BRA", "REF*BM*N4 REF*PK*N3", "document.note", {"note": "N3"}, base=BARE,
                      **HEAD)  # fmt: skip
    yield FORM.behind("BRA", "REF*SI*N7 REF*SI*N9", "document.note", {"note": "N7"}, base=BARE,
                      first=True, **HEAD)  # fmt: skip
    for text in ("REF*PO*", "PRF*"):
        order = {f"{LINE}order": "P7"}
        yield FORM.behind("REF", f"{text}P7", "document.order", order, **HEAD)
        yield FORM.behind("REF", f"{text}P7 {text}P9", "document.order", order, first=True, **HEAD)
    yield FORM.absent("REF", "REF*LI*7")
    yield FORM.absent("REF", "REF*ZZ*7")
    yield FORM.behind("REF", "DTM*050*20260306", "document.received_on",
                      {"received_on": "2026-03-06", f"{LINE}received_on": "2026-03-06"},
                      **HEAD)  # fmt: skip
    yield FORM.absent("REF", "DTM*011*20260306")
    for codes, name in ((("BY", "MI", "BT"), "customer"), (("SU", "SF", "VN", "SE"), "supplier"),
                        (("ST", "CN"), "ship_to")):  # fmt: skip
        for code in codes:
            for text in ("**92*X2", "*X2", "*Other*92*X2"):
                yield FORM.behind("REF", f"N1*{code}{text}", f"document.{name}", {name: "X2"})
    yield FORM.absent("REF", "N1*DP**92*X2")
    yield FORM.absent("LIN", "CTT*1", into="document.count")
    yield FORM.refused("LIN", "CTT*2", "count")


def _line() -> Iterator[Case]:
    say = FORM.behind
    for code in NOTES:
        yield say("LIN", f"REF*{code}*N7", "line.note", {f"{LINE}note": "N7"}, base=ORDERED,
                  **IN_LINE)  # fmt: skip
    yield say("LIN", "REF*SI*N7 REF*SI*N9", "line.note", {f"{LINE}note": "N7"}, base=ORDERED,
              first=True, **IN_LINE)  # fmt: skip
    for text in ("REF*PO*", "PRF*"):
        order = {f"{LINE}order": "P7"}
        yield say("LIN", f"{text}P7", "line.order", order, **IN_LINE)
        yield say("LIN", f"{text}P7 {text}P9", "line.order", order, first=True, **IN_LINE)
    number = {f"{LINE}reference": "7"}
    yield say("LIN", "REF*LI*7", "line.reference", number, **IN_LINE)
    yield say("LIN", "REF*LI*7 REF*LI*9", "line.reference", number, first=True, **IN_LINE)
    yield FORM.absent("LIN", "REF*ZZ*7")
    yield say("LIN", "DTM*050*20260306", "line.received_on", {f"{LINE}received_on": "2026-03-06"},
              **IN_LINE)  # fmt: skip
    yield FORM.absent("LIN", "DTM*011*20260306")
    yield say("RCD", "SN1**11*EA", "line.despatched", {f"{LINE}despatched": "11"}, **IN_LINE)
    yield FORM.instead("LIN", "LIN**BP*B", "line.part", {f"{LINE}part": "B"}, **IN_LINE)
    for code, name in (("VP", "part_of_supplier"), ("PO", "order"), ("RN", "reference")):
        for text in (f"BP*A*{code}*X7", f"{code}*X7*BP*A"):
            yield FORM.instead("LIN", f"LIN**{text}", f"line.{name}", {f"{LINE}{name}": "X7"},
                               profile=OWN, **IN_LINE)  # fmt: skip
    yield FORM.instead("LIN", "LIN**BP*A*RN*X7", "", {}, same=True)
    yield FORM.refused("REF", "SN1**11*EA", "segment.order")
    yield FORM.refused("REF", "LIN**BP*A", "segment.order")


def _received() -> Iterator[Case]:
    def say(text: str, into: str, reads: dict[str, str], **more: object) -> Case:
        return FORM.instead("RCD", f"RCD*{text}", f"line.{into}", reads, **more)

    yield say("7*9*EA", "reference", {f"{LINE}reference": "7"})
    yield say("1*8*EA", "counted", {f"{LINE}received": "8"})
    kept = {"messages": {"x12_861": {"counted": "accepted"}}}
    yield say("1*8*EA", "counted", {f"{LINE}accepted": "8"}, profile=kept)
    yield say("1*9*KG", "unit", {f"{LINE}unit": "KG"})
    yield say("1*9*EA*2*EA", "rejected", {f"{LINE}rejected": "2"})
    yield say("1*9*EA" + "*" * 18 + "109", "cumulative", {f"{LINE}cumulative.quantity": "109"})
    for at in (6, 9, 12, 15, 18):
        gap = "*" * (at - 3)
        for code, kind in CONDITIONS.items():
            reads = {f"{LINE}differences.0.kind": kind, f"{LINE}differences.0.code": code,
                     f"{LINE}differences.0.quantity": "2"}  # fmt: skip
            yield say(f"1*9*EA{gap}2*EA*{code}", "differences", reads, at=str(at))
        yield FORM.instead("RCD", f"RCD*1*9*EA{gap}2*EA*99", "", {}, refused="condition")
        yield FORM.instead("RCD", f"RCD*1*8*EA{gap}2*EA*07", "",
                           {f"{LINE}received": "8", f"{LINE}differences.0.kind": None})  # fmt: skip
    yield say("1*9*EA*2*EA*3*EA*01", "rejected", {f"{LINE}rejected": "3"})


CASES = [*_document(), *_line(), *_received()]
