"""What VDA 4905 and 4915 have in common: header, part, cums and the last receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.support.edi.rows import Case, Form

ITEM = "items.0."
LEFT_OUT = {"7": ("6=BOX-1", "28=BOX-2", "50=0000050"), "8": ("6=TEXT", "46=TEXT", "86=TEXT")}
"""Packaging and texts, by the last digit of their record."""
RECEIPT = "@6=260103@12=00000712@20=260102@26=000000000005@38=0000000100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The smallest transmission of the family ``51`` or ``55``; ``first`` is its only demand, as
    date, time and quantity.
    """

    family: str
    first: str

    @property
    def head(self) -> str:
        return f"{self.family}1@6=K@15=S@24=00001@29=00002@34=260105"

    @property
    def part(self) -> str:
        return f"{self.family}2@18=260105@39=A"

    @property
    def cum(self) -> str:
        return f"{self.family}3@38=0000000100{self.first}"

    @property
    def none(self) -> str:
        """Cums without a demand."""
        return f"{self.family}3@38=0000000100@48=000000"


def common(form: Form, records: Records, unit: int) -> list[Case]:
    """``unit``: the byte of the unit."""
    head, part, kind = records.head, records.part, records.family
    later = head.replace("34=260105", "34=261305")
    return [
        form.instead(head, head.replace("6=K", "6=K2"), "document.customer", {"customer": "K2"}),
        form.instead(head, head.replace("15=S", "15=S2"), "document.supplier", {"supplier": "S2"}),
        form.instead(head, f"{head}@40=260101", "item.received.since",
                     {f"{ITEM}received.since": "2026-01-01"}),
        form.instead(later, head, "nothing", {"customer": "K"}, base=(later, *form.base[1:])),
        form.instead(head, later, "", {}, refused="date"),
        *(
            form.instead(part, f"{part}@{at}={text}", into, {name: text})
            for at, text, into, name in (
                (6, "011", "item.ship_to", f"{ITEM}ship_to"),
                (9, "5", "document.number", "number"),
                (24, "4", "document.previous_number", "previous_number"),
                (61, "T-A", "item.part_of_supplier", f"{ITEM}part_of_supplier"),
                (83, "P7", "item.order", f"{ITEM}order"),
                (95, "DOCK4", "item.unloading_point", f"{ITEM}unloading_point"),
                (unit, "ST", "item.unit", f"{ITEM}unit"),
            )
        ),
        form.instead(part, part.replace("260105", "260106"), "document.issued_on",
                     {"issued_on": "2026-01-06"}),
        form.instead(part, part.replace("=A", "=B"), "item.part", {f"{ITEM}part": "B"}),
        *(
            form.instead(records.cum, f"{kind}3{RECEIPT}{records.first}", f"receipt.{name}",
                         {f"{ITEM}last_receipt.{name}": value})
            for name, value in (("received_on", "2026-01-03"), ("note", "00000712"),
                                ("note_date", "2026-01-02"), ("quantity", "5"))
        ),
        form.instead(records.cum, records.cum.replace("0000000100", "0000000200"),
                     "item.received", {f"{ITEM}received.quantity": "200"}),
    ]  # fmt: skip


def demands(
    form: Form, records: Records, places: Mapping[str, tuple[int, ...]], at: str = ""
) -> list[Case]:
    """A demand in each place; ``at``: with that time of day between date and quantity."""
    cases = []
    head, part = form.base[:2]
    for record, found in places.items():
        first = record.endswith("3")
        base = (head, part, records.none if first else records.cum)
        line = f"{ITEM}lines.{0 if first else 1}."
        for place in found:
            time = f"@{place + 6}={at[:2]}{at[3:5]}" if at else ""
            values = f"@{place}=260119{time}@{place + (10 if at else 6)}=000000007"
            text = f"{record}@38=0000000100{values}" if first else f"{record}{values}"
            put = form.instead if first else form.behind
            reads = {"first": "2026-01-19", "quantity": "7", **({"at": at} if at else {})}
            cases += [
                put(f"{records.family}3", text, f"line.{name}", {f"{line}{name}": value}, base=base)
                for name, value in reads.items()
            ]
    return cases


def left_out(form: Form, records: Records, part: tuple[str, ...]) -> list[Case]:
    """What says nothing of a demand; ``part``: in the record of the part."""
    kind = records.family
    return [
        *(form.instead(records.part, f"{records.part}@{text}", "", {}, same=True) for text in part),
        *(form.behind(records.cum, f"{kind}{role}@{text}", "", {}, same=True)
          for role, texts in LEFT_OUT.items() for text in texts),
    ]  # fmt: skip
