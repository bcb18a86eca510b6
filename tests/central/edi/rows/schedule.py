"""What DELFOR and DELJIT have in common: document, parties, places, references, items."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.edi.rows import Case, Form

PLACES = {"LIN": "", "QTY": "QTY+1:1:PCE DTM+2:20260110:102", "receipt": "QTY+48:5:PCE"}
"""What an item has before a segment, by the name of that place."""
DOCUMENT_ORDERS = ("ON", "OP", "BO", "CT")
"""Purchase, original and blanket order, contract."""
NOTES = ("AAK", "AAU", "DQ", "SI")
"""Despatch advice, despatch note, delivery note, shipper's number of a shipment."""


def common(form: Form) -> list[Case]:
    return [
        *_document(form), *_parties(form), *_parts(form), *_places(form), *_references(form),
        *_receipts(form), *_unread(form),
    ]  # fmt: skip


def _with(profile: dict[str, dict[str, str]], form: Form) -> dict[str, object]:
    return {"messages": {form.name: profile}}


def _document(form: Form) -> Iterator[Case]:
    say = form.instead
    yield say("BGM", "BGM+241+N2+9", "document.number", {"number": "N2"})
    yield say("BGM", "BGM+241+N1:3+9", "document.revision", {"revision": "3"})
    for code, function in (("1", "cancel"), ("4", "change"), ("5", "replace"), ("7", "duplicate"),
                           ("", "not stated")):  # fmt: skip
        yield say("BGM", f"BGM+241+N1+{code}", "document.function", {"function": function})
    other = (form.base[0].replace("+9", "+5"), *form.base[1:])
    yield say("BGM", "BGM+241+N1+9", "document.function", {"function": "original"}, base=other)
    yield say("BGM", "BGM+241+N1+88", "", {}, refused="function")
    head = {"place": "BGM"}
    for text, day in (("20260106:102", "2026-01-06"), ("2026010720260109:711", "2026-01-07")):
        yield say("DTM", f"DTM+137:{text}", "document.issued_on", {"issued_on": day}, **head)
    for code in ("158", "194"):
        for text in ("20260105:102", "2026010520260111:711"):
            yield form.behind("BGM", f"DTM+{code}:{text}", "document.horizon_first",
                              {"horizon_first": "2026-01-05"}, **head)  # fmt: skip
    for code in ("159", "206"):
        for text in ("20260331:102", "202603:610", "2026033020260331:711"):
            yield form.behind("BGM", f"DTM+{code}:{text}", "document.horizon_last",
                              {"horizon_last": "2026-03-31"}, **head)  # fmt: skip
        yield form.absent("NAD", f"DTM+{code}:20260331:102")
    yield form.absent("NAD", "DTM+158:20260105:102")


def _parties(form: Form) -> Iterator[Case]:
    for code in ("ST", "CN", "DP"):
        for text in ("P2::92", "++P2", "P2+++Other"):
            yield form.instead("NAD", f"NAD+{code}+{text}", "document.ship_to",
                               {"items.0.ship_to": "P2"})  # fmt: skip
    for codes, name in ((("SU", "SE", "SF"), "supplier"), (("BY", "MI"), "customer")):
        for code in codes:
            for text in ("X2::92", "++X2", "X2+++Other"):
                yield form.behind("DTM", f"NAD+{code}+{text}", f"document.{name}", {name: "X2"})
    yield form.absent("DTM", "NAD+PD+X2")
    yield form.absent("DTM", "NAD+CA+X2")


def _parts(form: Form) -> Iterator[Case]:
    for end in ("", ":IN", ":BP"):
        yield form.instead("LIN", f"LIN+1++B{end}", "item.part", {"items.0.part": "B"})
        if end:
            yield form.instead("LIN", f"LIN+1 PIA+1+B{end}", "item.part", {"items.0.part": "B"})
    named = {"items.0.part": "A"}
    own = {"parts": {"PO": "order", "RN": "reference"}}
    for code, name, profile in (
        ("SA", "part_of_supplier", {}),
        ("PO", "order", _with(own, form)),
        ("RN", "reference", _with(own, form)),
    ):
        reads = {**named, f"items.0.{name}": "X7"}
        for added in (f"LIN+1++X7:{code} PIA+1+A:IN", f"LIN+1++A:IN PIA+1+X7:{code}",
                      f"LIN+1 PIA+1+A:IN+X7:{code}"):  # fmt: skip
            yield form.instead("LIN", added, f"item.{name}", reads, profile=profile)
    yield form.absent("LIN", "PIA+1+X7:EN")
    yield form.absent("DTM", "PIA+1+X7:SA")


def _places(form: Form) -> Iterator[Case]:
    head = {"items.0.unloading_point": "X7"}
    yield form.behind("NAD", "LOC+11+X7", "document.unloading_point", head, place="head")
    yield form.absent("NAD", "LOC+159+X7")
    yield form.absent("NAD", "LOC+7+X7")
    yield form.absent("LIN", "LOC+8+X7")
    for place, before in PLACES.items():
        base = _item(form, before)
        mark = base[-len(_rest(form)) - 1]
        for code, name in (("11", "unloading_point"), ("159", "consumption_point")):
            yield form.behind(mark, f"LOC+{code}+X7", f"item.{name}", {f"items.0.{name}": "X7"},
                              place=place, base=base)  # fmt: skip
        nowhere = tuple(segment for segment in base if not segment.startswith("NAD"))
        for code in ("7", "19"):
            yield form.behind(mark, f"LOC+{code}+X7", "item.ship_to", {"items.0.ship_to": "X7"},
                              place=place, base=nowhere)  # fmt: skip
        yield form.behind(mark, "LOC+7+X7 LOC+19+X9", "item.ship_to", {"items.0.ship_to": "X7"},
                          place=place, base=nowhere, first=True)  # fmt: skip
    yield form.absent("LIN", "LOC+7+X7")


def _item(form: Form, before: str) -> tuple[str, ...]:
    """The smallest message, with those segments in its item before the others."""
    at = next(i for i, segment in enumerate(form.base) if segment.startswith("LIN")) + 1
    return (*form.base[:at], *before.split(), *form.base[at:])


def _rest(form: Form) -> tuple[str, ...]:
    """What the item of the smallest message has behind its LIN."""
    at = next(i for i, segment in enumerate(form.base) if segment.startswith("LIN")) + 1
    return form.base[at:]


def _references(form: Form) -> Iterator[Case]:
    say, last = form.behind, form.base[-1]
    previous = {"previous_number": "N0"}
    for mark in ("DTM", "LIN", last):
        yield say(mark, "RFF+AIF:N0", "document.previous_number", previous)
    yield say("DTM", "RFF+AIF:N0 RFF+AIF:N9", "document.previous_number", previous, first=True)
    order, own = {"items.0.order": "P7"}, {"items.0.lines.0.order": "P7"}
    for code in DOCUMENT_ORDERS:
        yield say("DTM", f"RFF+{code}:P7", "document.order", order, place="head")
        yield say("LIN", f"RFF+{code}:P7", "item.order", order, place="LIN")
        yield say(last, f"RFF+{code}:P7", "line.order", {**own, "items.0.order": None},
                  place="QTY")  # fmt: skip
        yield say(last, f"RFF+{code}:P7", "line.reference", {"items.0.lines.0.reference": "P7"},
                  place="QTY")  # fmt: skip
    yield say("DTM", "RFF+ON:P7 RFF+ON:P9", "document.order", order, place="head", first=True)
    yield say("LIN", "RFF+ON:P7 RFF+ON:P9", "item.order", order, place="LIN", first=True)
    number = {"items.0.lines.0.reference": "5"}
    yield say(last, "RFF+AAN:5 RFF+ON:P7", "line.reference", {**number, **own}, place="QTY",
              first=True)  # fmt: skip
    yield say(last, "RFF+ON:P7 RFF+AAN:5", "line.reference", {**number, **own}, place="QTY")
    yield say("LIN", "RFF+AAN:5", "item.reference", {"items.0.reference": "5"}, place="LIN")
    yield form.absent("DTM", "RFF+AAN:5")
    for mark in ("DTM", "LIN", last):
        yield form.absent(mark, "RFF+VN:X7")
        yield form.absent(mark, "RFF+AAU:X7")


def _receipts(form: Form) -> Iterator[Case]:
    """The last receipt and the note that it came with; cums from and until a day."""
    last = "items.0.last_receipt."

    def say(added: str, into: str, reads: dict[str, str], **more: object) -> Case:
        return form.behind(form.base[-1], added, into, reads, **more)

    for code in NOTES:
        yield say(f"QTY+48:5:PCE RFF+{code}:N7", "quantity.note", {f"{last}note": "N7"},
                  place="receipt")  # fmt: skip
    for text in ("20260103:102", "202601031430:203", "2026010320260104:711"):
        arrived, noted = {f"{last}received_on": "2026-01-03"}, {f"{last}note_date": "2026-01-03"}
        yield say(f"QTY+48:5 DTM+50:{text}", "quantity.on", arrived, place="receipt")
        yield say(f"QTY+48:5 RFF+AAU:N7 DTM+50:{text}", "quantity.on", arrived,
                  place="receipt RFF")  # fmt: skip
        for code in ("137", "171", "11"):
            yield say(f"QTY+48:5 DTM+{code}:{text}", "quantity.note_date", noted, place="receipt")
        for code in ("137", "171", "11", "4"):
            yield say(f"QTY+48:5 RFF+AAU:N7 DTM+{code}:{text}", "quantity.note_date", noted,
                      place="receipt RFF")  # fmt: skip
    for between, place in (("", "QTY"), (" RFF+AAN:5", "QTY RFF")):
        for code, name, day in (("51", "since", "2026-01-01"), ("52", "until", "2026-01-04")):
            for text in (f"{day.replace('-', '')}:102", "2026010120260104:711"):
                yield say(f"QTY+70:100{between} DTM+{code}:{text}", f"quantity.{name}",
                          {f"items.0.received.{name}": day}, place=place)  # fmt: skip
    yield form.absent("LIN", "DTM+51:20260101:102")
    yield form.absent("LIN", "DTM+50:20260101:102")
    yield form.absent("DTM", "DTM+171:20260101:102")


def _unread(form: Form) -> Iterator[Case]:
    """Segments of the directories that say nothing a schedule needs, and the count of the lines."""
    for tag in ("FTX", "CTA", "COM", "IMD", "MEA", "ALI", "GIN", "GIR", "PAC", "PCI", "TDT", "DOC",
                "SEQ", "EQD", "TMD", "QVR", "CPS", "TOD", "PRI", "CUX", "UNS"):  # fmt: skip
        yield form.absent(form.base[-1], f"{tag}+1")
    yield form.absent(form.base[-1], "CNT+2:1", into="document.count")
    yield form.absent(form.base[-1], "CNT+1:99")
    yield form.refused(form.base[-1], "CNT+2:2", "count")
    yield form.refused(form.base[-1], "XYZ+1", "segment.unexpected")
