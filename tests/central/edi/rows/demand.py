"""Quantities of DELFOR and DELJIT: what they are, how binding, and when."""

from __future__ import annotations

from collections.abc import Iterator

from tests.central.edi.rows.schedule import PLACES
from tests.support.edi.rows import Case, Form

ON = {"2": "delivery requested", "10": "shipment requested", "11": "despatch",
      "17": "delivery estimated", "69": "delivery promised", "76": "delivery scheduled",
      "200": "pick-up"}  # fmt: skip
FIRST = {"64": "delivery earliest", "158": "horizon start", "194": "start"}
LAST = {"63": "delivery latest", "159": "horizon end", "206": "end"}
COMMITMENTS = {"1": "firm", "2": "forecast", "3": "forecast", "4": "forecast", "10": "firm",
               "5": "firm", "12": "forecast", "14": "information"}  # fmt: skip
DEMANDS = {"5": "backlog", "10": "immediate"}
"""Short delivered before; immediate. The others are for their day."""
SAY_NOTHING = {
    "11": "split quantity", "17": "on hand", "33": "maximum delivery batch",
    "52": "per pack", "53": "minimum order", "54": "maximum order", "59": "per traded unit",
    "72": "received end of prior year", "73": "outstanding", "77": "work days",
    "145": "actual stock", "171": "stackability", "189": "packages in a handling unit",
}  # fmt: skip
ONE_DAY = {"": "none", "B": "continuous", "C": "synchronous", "D": "discrete",
           "E": "replenishment", "F": "flexible", "J": "just-in-time", "Y": "daily"}  # fmt: skip
"""Frequencies that leave a day what it is."""
NOT_ONE_DAY = {"A": "year", "Q": "quarter", "S": "half year", "T": "four weeks", "G": "ten days",
               "H": "half month", "ZZZ": "mutually defined"}  # fmt: skip
FORMATS = (
    ("260119:101", "2026-01-19", "2026-01-19", None),
    ("2601190630:201", "2026-01-19", "2026-01-19", "06:30:00"),
    ("20260119063015:204", "2026-01-19", "2026-01-19", "06:30:15"),
    ("2602:609", "2026-02-01", "2026-02-28", None),
    ("2604:615", "2026-01-19", "2026-01-25", None),
    *((f"2602{dash}2603:709", "2026-02-01", "2026-03-31", None) for dash in ("", "-")),
    *((f"202602{dash}202603:710", "2026-02-01", "2026-03-31", None) for dash in ("", "-")),
    *((f"20260119{dash}20260123:711", "2026-01-19", "2026-01-23", None) for dash in ("", "-")),
    *((f"2601190630{dash}2601231430:713", "2026-01-19", "2026-01-23", "06:30:00")
      for dash in ("", "-")),
    *((f"2604{dash}2605:715", "2026-01-19", "2026-02-01", None) for dash in ("", "-")),
    *((f"202604{dash}202605:716", "2026-01-19", "2026-02-01", None) for dash in ("", "-")),
    *((f"260119{dash}260123:717", "2026-01-19", "2026-01-23", None) for dash in ("", "-")),
    *((f"20260119{dash}20260123:718", "2026-01-19", "2026-01-23", None) for dash in ("", "-")),
    *((f"202601190630{dash}202601231430:719", "2026-01-19", "2026-01-23", "06:30:00")
      for dash in ("", "-")),
)  # fmt: skip
"""A date with its format (2379), the first and last day, and the time. In a message a period has no
hyphen, though the names of the formats have one, and many write it.
"""
DAY = "DTM+2:20260112:102"


def demand(form: Form) -> list[Case]:
    return [*_roles(form), *_days(form), *_commitments(form), *_frequencies(form)]


def _item(form: Form, before: str) -> tuple[str, ...]:
    at = next(i for i, segment in enumerate(form.base) if segment.startswith("LIN")) + 1
    return (*form.base[:at], *before.split())


def _roles(form: Form) -> Iterator[Case]:
    shipped = {"messages": {form.name: {"quantities": {"79": "shipped"}}}}
    for place, before in PLACES.items():
        base = _item(form, before)
        line = f"items.0.lines.{1 if place == 'QTY' else 0}."
        said = [(code, DAY, "line.quantity", {f"{line}quantity": "10"})
                for code in ("1", "21", "113", "131")]  # fmt: skip
        said += [
            ("3", DAY, "line.cumulative", {f"{line}cumulative": "10"}),
            ("83", "", "line.quantity", {f"{line}quantity": "10", f"{line}demand": "backlog",
                                         f"{line}status": "firm"}),
            ("84", "", "line.quantity", {f"{line}quantity": "10", f"{line}demand": "immediate",
                                         f"{line}status": "firm"}),
            ("70", "", "item.received", {"items.0.received.quantity": "10"}),
            ("79", "", "item.shipped", {"items.0.shipped.quantity": "10"}),
        ]  # fmt: skip
        if place != "receipt":
            said += [(code, "", "item.last_receipt", {"items.0.last_receipt.quantity": "10"})
                     for code in ("12", "48", "194")]  # fmt: skip
        for code, day, into, reads in said:
            yield form.behind(base[-1], f"QTY+{code}:10 {day}", into, reads, base=base,
                              place=place, profile=shipped if code == "79" else {})  # fmt: skip
        bare = tuple(it.replace(":PCE", "") for it in base)
        yield form.behind(bare[-1], "QTY+70:10:KGM", "item.unit", {"items.0.unit": "KGM"},
                          base=bare, place=place)  # fmt: skip
    for codes, into in ((("70", "70"), "received"), (("79", "79"), "shipped"),
                        (("48", "12"), "last_receipt"), (("12", "194"), "last_receipt"),
                        (("194", "48"), "last_receipt")):  # fmt: skip
        added = f"QTY+{codes[0]}:10 QTY+{codes[1]}:90"
        yield form.behind("LIN", added, f"item.{into}", {f"items.0.{into}.quantity": "10"},
                          place="receipt" if into == "last_receipt" else "QTY", first=True,
                          profile=shipped)  # fmt: skip
    units = {"items.0.unit": "KGM", "items.0.units.1": "PCE"}
    yield form.instead("QTY", f"QTY+1:10:KGM {DAY} QTY+1:10:PCE", "item.unit", units,
                       place="LIN", first=True)  # fmt: skip
    for code in SAY_NOTHING:
        yield form.absent("LIN", f"QTY+{code}:7:PCE")
    yield form.refused("LIN", "QTY+999:7:PCE", "quantity.qualifier")
    yield form.refused("DTM", "QTY+1:7:PCE", "segment.order")


def _days(form: Form) -> Iterator[Case]:
    line = "items.0.lines.0."
    day = {f"{line}first": "2026-01-13", f"{line}last": "2026-01-13"}

    def say(added: str, into: str, reads: dict[str, str]) -> Case:
        return form.instead("DTM+2", added, f"quantity.{into}", reads, place="QTY")

    for code in ON:
        yield say(f"DTM+{code}:20260113:102", "on", day)
        yield say(f"DTM+{code}:202601130630:203", "on", {**day, f"{line}at": "06:30:00"})
    week = {f"{line}first": "2026-01-19", f"{line}last": "2026-01-25", f"{line}bucket": "week"}
    yield say("DTM+2:202604:616", "on", week)
    month = {f"{line}first": "2026-02-01", f"{line}last": "2026-02-28", f"{line}bucket": "month"}
    yield say("DTM+2:202602:610", "on", month)
    both = {f"{line}first": "2026-01-19", f"{line}last": "2026-01-23", f"{line}bucket": "period"}
    for code in FIRST:
        for text in ("20260119:102", "2026011920260121:711"):
            yield say(f"DTM+{code}:{text} DTM+63:20260123:102", "first", both)
    for code in LAST:
        for text in ("20260123:102", "2026012120260123:711"):
            yield say(f"DTM+64:20260119:102 DTM+{code}:{text}", "last", both)
    for text, first, last, at in FORMATS:
        reads = {f"{line}first": first, f"{line}last": last, f"{line}at": at}
        yield say(f"DTM+2:{text}", "on", reads)
    for text in ("2026011:102", "20260113:101", "2026011920260123:717", "20260119-202601230:718",
                 "20260123-20260119:718", "202601:999"):  # fmt: skip
        yield form.instead("DTM+2", f"DTM+2:{text}", "", {}, refused="date")
    for mark in ("DTM", "DTM+2"):
        yield form.absent(mark, "DTM+169:5:804")
        yield form.absent(mark, "DTM+2")
        yield form.refused(mark, "DTM+4:20261301:102", "date")
    yield form.absent("DTM+2", "DTM+4:20260113:102")
    yield form.absent("NAD", "DTM+2:20260113:102")


def _commitments(form: Form) -> Iterator[Case]:
    """SCC before the quantity, as in DELFOR from D.97A on, or behind it."""
    before = {"messages": {form.name: {"commitment": "before"}}}
    after = {"messages": {form.name: {"commitment": "after"}}}
    for place, opened in PLACES.items():
        base = (*_item(form, opened), "QTY+113:10", DAY)
        mark = base[-3]
        line = f"items.0.lines.{1 if place == 'QTY' else 0}."
        more = {"place": place, "base": base, "profile": before}
        for code, status in COMMITMENTS.items():
            reads = {f"{line}status": status, f"{line}demand": DEMANDS.get(code, "dated")}
            yield form.behind(mark, f"SCC+{code}", "line.status", reads, **more)
        for code, last, bucket in (("W", "2026-01-18", "week"), ("M", "2026-02-11", "month")):
            reads = {f"{line}last": last, f"{line}bucket": bucket}
            yield form.behind(mark, f"SCC+4++{code}", "line.bucket", reads, **more)
    for code, status in COMMITMENTS.items():
        base = (*_item(form, ""), "QTY+113:10", DAY)
        yield form.behind("QTY", f"SCC+{code}", "line.status", {"items.0.lines.0.status": status},
                          place="QTY", base=base, profile=after)  # fmt: skip
    for code, resource in (("2", "fabricate"), ("3", "material")):
        base = (*_item(form, ""), "QTY+3:10", "DTM+52:20260131:102")
        reads = {"items.0.authorisations.0.resource": resource, "items.0.lines.0.quantity": None}
        yield form.behind("LIN", f"SCC+{code}", "line.status", reads, place="LIN", base=base,
                          profile=before)  # fmt: skip
    yield form.refused("QTY", "SCC+99", "commitment")
    yield form.refused("DTM", "SCC+1", "segment.order")


def _frequencies(form: Form) -> Iterator[Case]:
    """How wide a day is. One that is not known becomes no day: its last day has to be stated."""
    own = {"commitment": "before", "buckets": {"Q": "week", "W": "day"}}
    base = (*_item(form, ""), "QTY+113:10", DAY)
    more = {"base": base, "profile": {"messages": {form.name: {"commitment": "before"}}}}
    line = "items.0.lines.0."
    day = {f"{line}last": "2026-01-12", f"{line}bucket": "day", f"{line}status": "forecast"}
    for code in ONE_DAY:
        yield form.behind("LIN", f"SCC+4++{code}", "line.bucket", day, place="LIN", **more)
    named = {**more, "profile": {"messages": {form.name: own}}}
    yield form.behind("LIN", "SCC+4++W", "line.bucket", day, place="LIN", **named)
    week = {f"{line}last": "2026-01-18", f"{line}bucket": "week"}
    yield form.behind("LIN", "SCC+4++Q", "line.bucket", week, place="LIN", **named)
    period = {f"{line}last": "2026-03-31", f"{line}bucket": "period"}
    for code in NOT_ONE_DAY:
        yield form.refused("LIN", f"SCC+4++{code}", "bucket", **more)
        for dates in ("DTM+64:20260112:102 DTM+63:20260331:102", "DTM+2:2026011220260331:711"):
            yield form.behind("LIN", f"SCC+4++{code} QTY+113:10 {dates}", "", period,
                              base=base[:-2], profile=more["profile"])  # fmt: skip
