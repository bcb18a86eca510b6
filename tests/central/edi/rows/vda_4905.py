"""VDA 4905, issue 4 of April 1996: the plan, by the bytes of its records."""

from __future__ import annotations

from tests.support.edi.rows import Case, Form
from tests.support.edi.vda_rows import vda

HEAD = "511@6=K@15=S@24=00001@29=00002@34=260105"
PART = "512@18=260105@39=A"
CUM = "513@38=0000000100@48=260112@54=000000010"
FORM = Form(name="vda_4905", write=vda("519"), base=(HEAD, PART, CUM), element="@")
ITEM, LINE = "items.0.", "items.0.lines.0."
NONE = "513@38=0000000100@48=000000"
DATES = {  # date, quantity
    "513": (48, 63, 78, 93, 108), "514": (6, 21, 36, 51, 66, 81, 96, 111),
}  # fmt: skip
LEFT_OUT = {
    "512": ("33=251231", "100=LN12", "106=D", "107=1", "108=1", "109=S", "110=1234567",
            "117=STORE-1"),
    "515": ("50=EXT-1", "72=SUB-1", "81=260630", "101=0000000007"),
    "517": ("6=BOX-1", "28=BOX-2", "50=0000050"), "518": ("6=TEXT", "46=TEXT", "86=TEXT"),
}  # fmt: skip
"""Former call-off's date, planner, interval and what else says nothing of a demand."""


def dates() -> list[Case]:
    found: list[Case] = []
    for record, places in DATES.items():
        base = (HEAD, PART, CUM if record == "514" else NONE)
        line = f"{ITEM}lines.{1 if record == '514' else 0}."
        for at in places:
            text = f"{record}@{at}=260119@{at + 6}=000000007"
            text = f"513@38=0000000100@{text.partition('@')[2]}" if record == "513" else text
            for into, name, value in (("line.first", "first", "2026-01-19"),
                                      ("line.quantity", "quantity", "7")):  # fmt: skip
                more = {"base": base, "at": str(at)}
                reads = {f"{line}{name}": value}
                found.append(
                    FORM.instead("513", text, into, reads, **more) if record == "513"
                    else FORM.behind("513", text, into, reads, **more)
                )  # fmt: skip
    return found


def words() -> list[Case]:
    """Words that stand in the place of a date."""

    def of(date: str, **reads: str | None) -> Case:
        return FORM.instead("513", f"513@38=0000000100@48={date}@54=000000007", "line.first",
                            {f"{LINE}{name}": value for name, value in reads.items()})  # fmt: skip

    after = "513@38=0000000100@48=555555@54=000000000@63={date}@69=000000007"
    return [
        of("333333", demand="backlog", quantity="7", first=None),
        of("444444", demand="immediate", quantity="7", first=None),
        of("222222", demand="none", quantity="0"),
        of("000000", quantity=None),
        *(
            FORM.instead("513", after.format(date=text), "line.first",
                         {f"{LINE}first": first, f"{LINE}last": last, f"{LINE}bucket": bucket})
            for text, first, last, bucket in (
                ("260200", "2026-02-01", "2026-02-28", "month"),
                ("260404", "2026-01-19", "2026-01-25", "week"),
                ("260406", "2026-01-19", "2026-02-08", "period"),
            )
        ),
        FORM.instead("513", "513@38=0000000100@48=999999@54=000000007", "", {}, refused="date"),
    ]  # fmt: skip


RECEIPT = "513@6=260103@12=00000712@20=260102@26=000000000005@38=0000000100@48=260112@54=000000010"
RELEASE = ("515@6=260101@12=260131@18=0000000900@28=260102@34=260331@40=0000002000"
           "@87=BELT-7")  # fmt: skip

CASES = [
    FORM.instead("511", HEAD.replace("6=K", "6=K2"), "document.customer", {"customer": "K2"}),
    FORM.instead("511", HEAD.replace("15=S", "15=S2"), "document.supplier", {"supplier": "S2"}),
    FORM.instead("511", f"{HEAD}@40=260101", "item.received.since",
                 {f"{ITEM}received.since": "2026-01-01"}),
    FORM.instead("511", HEAD, "nothing", {"customer": "K"}, base=(
        HEAD.replace("34=260105", "34=261305"), PART, CUM)),
    FORM.instead("511", HEAD.replace("34=260105", "34=261305"), "", {}, refused="date"),
    *(
        FORM.instead("512", f"{PART}@{at}={text}", into, {name: text})
        for at, text, into, name in (
            (6, "011", "item.ship_to", f"{ITEM}ship_to"),
            (9, "5", "document.number", "number"),
            (24, "4", "document.previous_number", "previous_number"),
            (61, "T-A", "item.part_of_supplier", f"{ITEM}part_of_supplier"),
            (83, "P7", "item.order", f"{ITEM}order"),
            (95, "DOCK4", "item.unloading_point", f"{ITEM}unloading_point"),
            (104, "ST", "item.unit", f"{ITEM}unit"),
        )
    ),
    FORM.instead("512", PART.replace("260105", "260106"), "document.issued_on",
                 {"issued_on": "2026-01-06"}),
    FORM.instead("512", PART.replace("=A", "=B"), "item.part", {f"{ITEM}part": "B"}),
    *(
        FORM.instead("513", RECEIPT, f"receipt.{name}", {f"{ITEM}last_receipt.{name}": value})
        for name, value in (("received_on", "2026-01-03"), ("note", "00000712"),
                            ("note_date", "2026-01-02"), ("quantity", "5"))
    ),
    FORM.instead("513", CUM.replace("0000000100", "0000000200"), "item.received",
                 {f"{ITEM}received.quantity": "200"}),
    *dates(), *words(),
    *(
        FORM.behind("513", RELEASE, f"{owner}.{name}",
                    {f"{ITEM}authorisations.{index}.{name}": value,
                     f"{ITEM}authorisations.{index}.resource": owner})
        for index, owner, values in (
            (0, "fabricate", {"first": "2026-01-01", "last": "2026-01-31", "cumulative": "900"}),
            (1, "material", {"first": "2026-01-02", "last": "2026-03-31", "cumulative": "2000"}),
        )
        for name, value in values.items()
    ),
    FORM.behind("513", RELEASE, "item.consumption_point", {f"{ITEM}consumption_point": "BELT-7"}),
    *(FORM.instead("512", f"{PART}@{text}", "", {}, same=True) for text in LEFT_OUT["512"]),
    *(FORM.behind("513", f"{record}@{text}", "", {}, same=True)
      for record in ("515", "517", "518") for text in LEFT_OUT[record]),
]  # fmt: skip
