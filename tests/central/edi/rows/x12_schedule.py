"""What 830 and 862 have in common: parties, places, references, items, forecasts, receipts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.support.edi.rows import Case, Form

PLACES = {"LIN": (), "SHP": ("SHP*01*5",)}
"""What an item has before a segment, by the name of that place."""
ITEM = ("LIN**BP*A", "FST*10*C*D*20260112")
LINE = "items.0.lines.0."
OTHERS = {"supplier": ("SU", "SF", "VN", "SE"), "customer": ("BY", "MI", "BT")}
"""Supplier, ship from, vendor, selling party; buying party, release issuer, bill-to party."""
FUNCTIONS = {"01": "cancel", "04": "change", "05": "replace", "07": "duplicate"}
SAY_NOTHING = ("NTE*GEN*X7", "DTM*011*20260101", "PER*BD*X7", "PID*F****X7")


def common(form: Form) -> list[Case]:
    return [
        *_parties(form), *_parts(form), *_places(form), *_references(form), *_forecasts(form),
        *_times(form), *_receipts(form), *_authorisations(form),
        form.absent("FST", "CTT*1", into="document.count"), form.refused("FST", "CTT*2", "count"),
    ]  # fmt: skip


def heading(form: Form, places: Mapping[str, int]) -> list[Case]:
    """What stands in the first segment, by the element of each."""
    first = form.base[0]
    tag = first.partition("*")[0]

    def having(**values: str) -> str:
        elements = first.split("*")
        for name, value in values.items():
            elements[places.get(name, 1)] = value
        return "*".join(elements)

    def say(text: str, name: str, reads: dict[str, str], **more: object) -> Case:
        return form.instead(tag, text, f"document.{name}", reads, **more)

    return [
        say(having(number="N2"), "number", {"number": "N2"}),
        say(having(number="", release="R2"), "number", {"number": "R2"}),
        say(having(number="N2", release="R2"), "number", {"number": "N2"}),
        say(having(issued_on="20260106"), "issued_on", {"issued_on": "2026-01-06"}),
        say(having(horizon_first="20260102"), "horizon_first", {"horizon_first": "2026-01-02"}),
        say(having(horizon_last="20260330"), "horizon_last", {"horizon_last": "2026-03-30"}),
        say(having(order="P7"), "order", {"items.0.order": "P7"}),
        say(having(cumulative="C"), "cumulative", {"items.0.lines.0.cumulative": "10"}),
        *(say(having(function=code), "function", {"function": function})
          for code, function in FUNCTIONS.items()),
        say(first, "function", {"function": "original"}, base=(having(function="05"), *ITEM)),
        form.instead(tag, having(function="77"), "", {}, refused="function"),
    ]  # fmt: skip


def head(form: Form) -> tuple[str, ...]:
    return form.base[: len(form.base) - len(ITEM)]


def items(form: Form) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Place, the segment behind which it is, and the message."""
    for place, before in PLACES.items():
        body = (*head(form), ITEM[0], *before, *ITEM[1:])
        yield place, body[-2], body


def _parties(form: Form) -> Iterator[Case]:
    first = form.base[0]
    for text in ("**92*X2", "*X2", "*Other*92*X2"):
        for code in ("ST", "CN"):
            yield form.behind(first, f"N1*{code}{text}", "document.ship_to",
                              {"items.0.ship_to": "X2"}, place="head")  # fmt: skip
            for place, mark, base in items(form):
                yield form.behind(mark, f"N1*{code}{text}", "item.ship_to",
                                  {"items.0.ship_to": "X2"}, place=place, base=base)  # fmt: skip
        for name, codes in OTHERS.items():
            for code in codes:
                yield form.behind(first, f"N1*{code}{text}", f"document.{name}", {name: "X2"})
    yield form.absent(first, "N1*DP**92*X2")
    yield form.absent(first, "N1*CA**92*X2")


def _parts(form: Form) -> Iterator[Case]:
    yield form.instead("LIN", "LIN**BP*B", "item.part", {"items.0.part": "B"})
    for code, name in (("VP", "part_of_supplier"), ("PO", "order"), ("RN", "reference")):
        reads = {"items.0.part": "A", f"items.0.{name}": "X7"}
        for text in (f"BP*A*{code}*X7", f"{code}*X7*BP*A"):
            yield form.instead("LIN", f"LIN*1*{text}", f"item.{name}", reads)
    yield form.refused("LIN", "LIN**VP*X7", "part.missing")
    for place, mark, base in items(form):
        yield form.behind(mark, "UIT*KG", "item.unit", {"items.0.unit": "KG"}, place=place,
                          base=base)  # fmt: skip


def _places(form: Form) -> Iterator[Case]:
    first = form.base[0]
    own = {"messages": {form.name: {"places": {"ZZ": "ship_to"}}}}
    yield form.behind(first, "REF*DK*X7", "document.unloading_point",
                      {"items.0.unloading_point": "X7"}, place="head")  # fmt: skip
    yield form.absent(first, "REF*LF*X7")
    for place, mark, base in items(form):
        for code, name in (("DK", "unloading_point"), ("LF", "consumption_point"),
                           ("ZZ", "ship_to")):  # fmt: skip
            yield form.behind(mark, f"REF*{code}*X7", f"item.{name}", {f"items.0.{name}": "X7"},
                              place=place, base=base, profile=own)  # fmt: skip
        yield form.absent(mark, "REF*ZZ*X7", base=base)
        for text in SAY_NOTHING:
            yield form.absent(mark, text, base=base)


def _references(form: Form) -> Iterator[Case]:
    first, order = form.base[0], {"items.0.order": "P7"}
    own = {"messages": {form.name: {"references": {"RE": "reference"}}}}
    yield form.behind(first, "REF*PO*P7", "document.order", order, place="head")
    yield form.behind(first, "REF*PO*P7 REF*PO*P9", "document.order", order, place="head",
                      first=True)  # fmt: skip
    for place, mark, base in items(form):
        yield form.behind(mark, "REF*PO*P7", "item.order", order, place=place, base=base)
        yield form.behind(mark, "REF*PO*P7 REF*PO*P9", "item.order", order, place=place, base=base,
                          first=True)  # fmt: skip
        number = {"items.0.reference": "7"}
        more = {"place": place, "base": base, "profile": own}
        yield form.behind(mark, "REF*RE*7", "item.reference", number, **more)
        yield form.behind(mark, "REF*RE*7 REF*RE*9", "item.reference", number, first=True, **more)
    for code in ("SI", "PK", "BM"):
        yield form.absent("LIN", f"REF*{code}*N7")
        yield form.absent(first, f"REF*{code}*N7")


def _forecasts(form: Form) -> Iterator[Case]:
    for place, mark, base in items(form):
        bare, more = base[:-1], {"place": place, "base": base[:-1]}
        whole = "FST*7*D*W*20260119***0630*PO*P7"
        reads = {
            "quantity": {f"{LINE}quantity": "7"}, "status": {f"{LINE}status": "forecast"},
            "bucket": {f"{LINE}bucket": "week", f"{LINE}last": "2026-01-25"},
            "first": {f"{LINE}first": "2026-01-19"}, "at": {f"{LINE}at": "06:30:00"},
            "reference": {f"{LINE}reference": "P7"}, "order": {f"{LINE}order": "P7"},
        }  # fmt: skip
        for name, values in reads.items():
            yield form.behind(bare[-1], whole, f"line.{name}", values, **more)
        yield form.behind(
            mark,
            "FST*7*D*F*20260119*20260123",
            "line.last",
            {f"{LINE}last": "2026-01-23", f"{LINE}bucket": "period"},
            **more,
        )
        yield form.behind(
            mark,
            "FST*7*D*M*20260201",
            "line.bucket",
            {f"{LINE}bucket": "month", f"{LINE}last": "2026-02-28"},
            **more,
        )
        for code, status, demand in (
            ("A", "firm", "immediate"),
            ("C", "firm", "dated"),
            ("D", "forecast", "dated"),
            ("", "not stated", "dated"),
        ):
            yield form.behind(
                mark,
                f"FST*7*{code}*D*20260119",
                "line.status",
                {f"{LINE}status": status, f"{LINE}demand": demand},
                **more,
            )
        yield form.behind(mark, "FST*7*C*D*20260119****DO*X7", "line.reference",
                          {f"{LINE}reference": "X7", f"{LINE}order": None}, **more)  # fmt: skip
    yield from _timings(form)
    yield form.refused("LIN", "FST*7*Z*D*20260119", "commitment")
    yield form.refused(form.base[0], "FST*7*C*D*20260119", "segment.order")


def _timings(form: Form) -> Iterator[Case]:
    """How wide a day is. One that is not known becomes no day: its last day has to be stated."""
    own = {"messages": {form.name: {"buckets": {"Z": "week", "W": "day"}}}}
    day = {f"{LINE}first": "2026-01-19", f"{LINE}last": "2026-01-19", f"{LINE}bucket": "day"}
    for code in ("C", "D", "F"):
        yield form.instead("FST", f"FST*7*D*{code}*20260119", "line.bucket", day, place="LIN")
    yield form.instead("FST", "FST*7*D*W*20260119", "line.bucket", day, place="LIN", profile=own)
    yield form.instead("FST", "FST*7*D*Z*20260119", "line.bucket",
                       {f"{LINE}last": "2026-01-25", f"{LINE}bucket": "week"}, place="LIN",
                       profile=own)  # fmt: skip
    for code in ("A", "Q", "S", "T", "X", "Z", ""):
        yield form.instead("FST", f"FST*7*D*{code}*20260119", "", {}, refused="bucket")
        yield form.instead("FST", f"FST*7*D*{code}*20260119*20260331", "",
                           {f"{LINE}last": "2026-03-31", f"{LINE}bucket": "period"})  # fmt: skip


def _times(form: Form) -> Iterator[Case]:
    """JIT divides the day of its FST."""
    more = {"place": "FST"}
    for into, reads in (
        ("quantity", {f"{LINE}quantity": "6", "items.0.lines.1.quantity": "4"}),
        ("at", {f"{LINE}at": "06:00:00", "items.0.lines.1.at": "14:00:00"}),
    ):
        yield form.behind("FST", "JIT*6*0600 JIT*4*1400", f"line.{into}", reads, **more)
        yield form.behind("JIT", "JIT*4*1400", f"line.{into}",
                          {name: value for name, value in reads.items() if "lines.1" in name},
                          base=(*form.base, "JIT*6*0600"), place="JIT")  # fmt: skip
    yield form.behind("LIN", "FST*8*C*D*20260113****PO*P7 JIT*8*0600", "line.order",
                      {f"{LINE}order": "P7", f"{LINE}reference": "P7"}, place="LIN")  # fmt: skip
    yield form.refused("FST", "JIT*6*0600", "quantity.balance")
    yield form.refused("LIN", "JIT*6*0600", "segment.order")


def _receipts(form: Form) -> Iterator[Case]:
    received, last = "items.0.received.", "items.0.last_receipt."
    for place, mark, base in items(form):
        more = {"place": place, "base": base}
        for into, name, value in (("", "quantity", "100"), (".since", "since", "2026-01-01"),
                                  (".until", "until", "2026-01-04")):  # fmt: skip
            yield form.behind(mark, "SHP*02*100*051*20260101**20260104", f"item.received{into}",
                              {f"{received}{name}": value}, **more)  # fmt: skip
        for kind, into, name in (("050", "received_on", "received_on"),
                                 ("011", "note_date", "note_date")):  # fmt: skip
            yield form.behind(mark, f"SHP*01*7*{kind}*20260103", f"receipt.{into}",
                              {f"{last}{name}": "2026-01-03"}, **more)  # fmt: skip
        yield form.behind(mark, "SHP*01*7", "receipt.quantity", {f"{last}quantity": "7"}, **more)
    for code in ("SI", "PK", "BM"):
        yield form.behind("LIN", f"SHP*01*7 REF*{code}*N7", "receipt.note", {f"{last}note": "N7"},
                          place="SHP")  # fmt: skip
    yield form.refused("LIN", "SHP*99*7", "quantity.qualifier")


def _authorisations(form: Form) -> Iterator[Case]:
    at = "items.0.authorisations.0."
    for place, mark, base in items(form):
        more = {"place": place, "base": base}
        for text, cum in (("ATH*FI*20260131**900*20260101", "900"),
                          ("ATH*FI*20260131*800**20260101", "800"),
                          ("ATH*FI*20260131*800*900*20260101", "900")):  # fmt: skip
            yield form.behind(mark, text, "authorisation.cumulative", {f"{at}cumulative": cum},
                              **more)  # fmt: skip
        for code, resource in (("FI", "fabricate"), ("MT", "material")):
            text = f"ATH*{code}*20260131**900*20260101"
            yield form.behind(mark, text, "authorisation.resource", {f"{at}resource": resource},
                              **more)  # fmt: skip
            yield form.behind(mark, text, "authorisation.first", {f"{at}first": "2026-01-01"},
                              **more)  # fmt: skip
            yield form.behind(mark, text, "authorisation.last", {f"{at}last": "2026-01-31"}, **more)
    yield form.absent("LIN", "ATH*LB*20260131**900*20260101")
