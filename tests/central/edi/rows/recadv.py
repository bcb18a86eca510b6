"""RECADV: what the customer received of a delivery, as document, by line and by quantity."""

from __future__ import annotations

from collections.abc import Iterator

from tests.central.edi.rows.schedule import DOCUMENT_ORDERS, NOTES
from tests.support.edi.rows import Case, Form, edifact

FORM = Form(
    name="recadv", write=edifact("RECADV"),
    base=("BGM+632+W1+9", "DTM+137:20260307:102", "RFF+AAK:N1", "LIN+1++A:IN", "QTY+48:5:PCE"),
)  # fmt: skip
ROLES = {"12": "despatched", "46": "received", "48": "received", "194": "accepted",
         "124": "rejected", "195": "rejected", "196": "rejected", "121": "over",
         "119": "short"}  # fmt: skip
"""Despatched; delivered, received; received and accepted; damaged, to be returned, to be destroyed;
over and short shipped.
"""
SAY_NOTHING = ("1", "11", "17", "21", "52", "53", "54", "59", "113", "145")
BARE = FORM.base[:2]
HEAD = {"place": "head"}
PLACES = {"LIN": (), "cumulative": ("QTY+3:100",)}
OWN = {"messages": {"recadv": {
    "references": {"ACD": "line"}, "parts": {"PO": "order", "RN": "reference"},
    "quantities": {"77": "unstated"},
}}}  # fmt: skip
LINE = "lines.0."


def _document() -> Iterator[Case]:
    say = FORM.instead
    yield say("BGM", "BGM+632+W2+9", "document.number", {"number": "W2"})
    for code, function in (("1", "cancel"), ("4", "change"), ("5", "replace"), ("7", "duplicate"),
                           ("", "not stated")):  # fmt: skip
        yield say("BGM", f"BGM+632+W1+{code}", "document.function", {"function": function})
    yield say("BGM", "BGM+632+W1+9", "document.function", {"function": "original"},
              base=("BGM+632+W1+5", *FORM.base[1:]))  # fmt: skip
    for text in ("20260308:102", "2026030820260310:711"):
        yield say("DTM", f"DTM+137:{text}", "document.issued_on", {"issued_on": "2026-03-08"},
                  **HEAD)  # fmt: skip
        for code in ("50", "35"):
            yield FORM.behind("DTM", f"DTM+{code}:{text}", "document.received_on",
                              {"received_on": "2026-03-08", f"{LINE}received_on": "2026-03-08"},
                              **HEAD)  # fmt: skip
    yield say("DTM", "DTM+137:20260308:102 DTM+137:20260309:102", "document.issued_on",
              {"issued_on": "2026-03-08"}, first=True, **HEAD)  # fmt: skip
    yield FORM.behind("DTM", "DTM+50:20260308:102 DTM+35:20260309:102", "document.received_on",
                      {"received_on": "2026-03-08"}, first=True, **HEAD)  # fmt: skip
    yield FORM.absent("DTM", "DTM+171:20260308:102")
    yield FORM.absent("LIN", "DTM+137:20260309:102")
    for code in NOTES:
        yield FORM.behind("DTM", f"RFF+{code}:N7", "document.note",
                          {"note": "N7", f"{LINE}note": "N7"}, base=(*BARE, *FORM.base[3:]),
                          **HEAD)  # fmt: skip
    for code in DOCUMENT_ORDERS:
        yield FORM.behind("RFF", f"RFF+{code}:P7", "document.order", {f"{LINE}order": "P7"},
                          **HEAD)  # fmt: skip
    yield say("RFF", "RFF+AAK:N7 RFF+DQ:N9", "document.note", {"note": "N7"}, first=True, **HEAD)
    yield FORM.behind("RFF", "RFF+ON:P7 RFF+ON:P9", "document.order", {f"{LINE}order": "P7"},
                      first=True, **HEAD)  # fmt: skip
    for code in ("270", "351"):
        yield say("RFF", f"DOC+{code}+N7", "document.note", {"note": "N7"}, **HEAD)
        yield say("RFF", f"DOC+{code}+N7 DOC+{code}+N9", "document.note", {"note": "N7"},
                  first=True, **HEAD)  # fmt: skip
    yield FORM.absent("RFF", "DOC+380+N7")
    yield FORM.absent("RFF", "RFF+AAN:5")
    for codes, name in ((("BY", "MI"), "customer"), (("SU", "SE", "SF"), "supplier"),
                        (("ST", "CN", "DP"), "ship_to")):  # fmt: skip
        for code in codes:
            for text in ("X2::92", "++X2", "X2+++Other"):
                yield FORM.behind("DTM", f"NAD+{code}+{text}", f"document.{name}", {name: "X2"})
    yield FORM.absent("DTM", "NAD+PD+X2")
    yield FORM.refused("QTY", "CNT+2:2", "count")
    yield FORM.absent("QTY", "CNT+2:1", into="document.count")
    yield FORM.absent("QTY", "CNT+1:9")


def _line() -> Iterator[Case]:
    say = FORM.instead
    yield say("LIN", "LIN+7++A:IN", "line.reference", {f"{LINE}reference": "7"})
    for end in ("", ":IN", ":BP"):
        yield say("LIN", f"LIN+1++B{end}", "line.part", {f"{LINE}part": "B"})
        if end:
            yield say("LIN", f"LIN+1 PIA+1+B{end}", "line.part", {f"{LINE}part": "B"})
    for code, name in (("SA", "part_of_supplier"), ("PO", "order"), ("RN", "reference")):
        reads = {f"{LINE}part": "A", f"{LINE}{name}": "X7"}
        for added in (f"LIN+1++X7:{code} PIA+1+A:IN", f"LIN+1++A:IN PIA+1+X7:{code}",
                      f"LIN+1 PIA+1+A:IN+X7:{code}"):  # fmt: skip
            yield say("LIN", added, f"line.{name}", reads, profile=OWN)
    yield FORM.absent("LIN", "PIA+1+X7:EN")
    for place, before in PLACES.items():
        yield from _placed(place, (*FORM.base[:2], "LIN+1++A:IN", *before), (*FORM.base[-1:],))


def _placed(place: str, before: tuple[str, ...], rest: tuple[str, ...]) -> Iterator[Case]:
    """What stands in a line, there."""
    base = (*before, "RFF+ON:P1", *rest)
    bare = (*before, *rest)
    noted = (*before, "RFF+AAK:N1", *rest)
    mark = before[-1]
    more = {"place": place}
    for code in ("50", "35"):
        for text in ("20260308:102", "2026030820260310:711"):
            yield FORM.behind(mark, f"DTM+{code}:{text}", "line.received_on",
                              {f"{LINE}received_on": "2026-03-08"}, base=base, **more)  # fmt: skip
    for code in NOTES:
        yield FORM.behind(mark, f"RFF+{code}:N7", "line.note", {f"{LINE}note": "N7"}, base=bare,
                          **more)  # fmt: skip
    for code in DOCUMENT_ORDERS:
        yield FORM.behind(mark, f"RFF+{code}:P7", "line.order", {f"{LINE}order": "P7"}, base=noted,
                          **more)  # fmt: skip
    yield FORM.behind(mark, "RFF+AAK:N7 RFF+DQ:N9", "line.note", {f"{LINE}note": "N7"}, base=bare,
                      first=True, **more)  # fmt: skip
    yield FORM.behind(mark, "RFF+ON:P7 RFF+CT:P9", "line.order", {f"{LINE}order": "P7"}, base=noted,
                      first=True, **more)  # fmt: skip
    for code in ("AAN", "ACD"):
        yield FORM.behind(mark, f"RFF+{code}:7", "line.reference", {f"{LINE}reference": "7"},
                          base=base, profile=OWN, **more)  # fmt: skip
    for code in ("270", "351"):
        yield FORM.behind(mark, f"DOC+{code}+N7", "line.note", {f"{LINE}note": "N7"}, base=bare,
                          **more)  # fmt: skip
        yield FORM.behind(mark, f"DOC+{code}+N7 DOC+{code}+N9", "line.note", {f"{LINE}note": "N7"},
                          base=bare, first=True, **more)  # fmt: skip
    yield FORM.absent(mark, "DOC+380+N7", base=base)
    yield from _quantities(mark, base[:-1], more)
    yield from _variances(mark, (*before, "RFF+ON:P1"), more)


def _quantities(mark: str, base: tuple[str, ...], more: dict[str, str]) -> Iterator[Case]:
    kept = (*base, "QTY+194:5")
    for code, role in ROLES.items():
        yield FORM.behind(mark, f"QTY+{code}:7", f"line.{role}", {f"{LINE}{role}": "7"},
                          base=base if role == "accepted" else kept, **more)  # fmt: skip
    for code in ("3", "70"):
        yield FORM.behind(mark, f"QTY+{code}:107", "line.cumulative",
                          {f"{LINE}cumulative.quantity": "107"}, base=base, **more)  # fmt: skip
    yield FORM.behind(mark, "QTY+77:7", "line.differences",
                      {f"{LINE}differences.0.quantity": "7",
                       f"{LINE}differences.0.kind": "unstated"}, base=base, profile=OWN,
                      **more)  # fmt: skip
    yield FORM.behind(mark, "QTY+48:7:KGM", "line.unit", {f"{LINE}unit": "KGM"}, base=base, **more)
    yield FORM.behind(mark, "QTY+48:7:KGM QTY+195:1:PCE", "line.unit", {f"{LINE}unit": "KGM"},
                      base=base, first=True, **more)  # fmt: skip


def _variances(mark: str, base: tuple[str, ...], more: dict[str, str]) -> Iterator[Case]:
    at = f"{LINE}differences.0."
    whole = "QVR+-4:119+CP+:::lost"
    for into, reads in (
        ("quantity", {f"{at}quantity": "4"}),
        ("kind", {f"{at}kind": "short"}),
        ("code", {f"{at}code": "CP"}),
        ("reason", {f"{at}reason": "lost"}),
    ):
        yield FORM.behind(mark, whole, f"line.differences.{into}", reads, base=base, **more)
    yield FORM.behind(mark, "QVR+4:121+AC+X9", "line.differences.reason", {f"{at}reason": "X9"},
                      base=base, **more)  # fmt: skip
    for code, kind in {**ROLES, **dict.fromkeys(SAY_NOTHING), "3": None, "70": None}.items():
        named = kind in ("rejected", "over", "short")
        for sign, other in (("-", "short"), ("", "over")):
            yield FORM.behind(mark, f"QVR+{sign}4:{code}", "line.differences.kind",
                              {f"{at}kind": kind if named else other, f"{at}quantity": "4"},
                              base=base, **more)  # fmt: skip


def _unread() -> Iterator[Case]:
    """Segments of the directories that say nothing of what was received."""
    for tag in ("UNS", "FTX", "CTA", "COM", "IMD", "MEA", "ALI", "GIN", "GIR", "PAC", "TDT", "CPS",
                "PRC", "CDI", "INP", "SEL", "EQD", "EQA", "TOD", "HAN", "TMD", "PIT", "PRI", "MOA",
                "LOC", "DIM", "GEI", "ALC", "PCD", "CUX"):  # fmt: skip
        yield FORM.absent("QTY", f"{tag}+1")
    yield FORM.refused("QTY", "XYZ+1", "segment.unexpected")


def _cums() -> Iterator[Case]:
    at = f"{LINE}cumulative."
    for code, name, day in (("51", "since", "2026-01-01"), ("52", "until", "2026-01-04")):
        for text in (f"{day.replace('-', '')}:102", "2026010120260104:711"):
            yield FORM.behind("QTY", f"QTY+70:100 DTM+{code}:{text}", f"cumulative.{name}",
                              {f"{at}{name}": day}, place="cumulative")  # fmt: skip
        yield FORM.absent("LIN", f"DTM+{code}:20260101:102")
        yield FORM.absent("QTY", f"DTM+{code}:20260101:102")
    for code in SAY_NOTHING:
        yield FORM.absent("QTY", f"QTY+{code}:9:KGM")
    yield FORM.refused("QTY", "QTY+999:7", "quantity.qualifier")
    yield FORM.refused("QTY", "QVR+7:999", "quantity.qualifier")
    yield FORM.refused("QTY", "QTY+46:7", "quantity.repeated")
    yield FORM.refused("RFF", "QTY+48:7", "segment.order")
    yield FORM.absent("RFF", "CPS+1 PAC+2 QVR+-1:124 PCI+17")
    packages = ("QTY+48:9", "QVR+-1:195")
    for it in packages:
        yield FORM.absent("QTY", f"PCI+17 {it}", into="line.packages")


CASES = [*_document(), *_line(), *_cums(), *_unread()]
