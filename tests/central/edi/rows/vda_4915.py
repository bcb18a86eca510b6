"""VDA 4915: the finer call-off, by the bytes of the layout that comes with the program."""

from __future__ import annotations

from tests.support.edi.rows import Case, Form
from tests.support.edi.vda_rows import vda

HEAD = "551@6=K@15=S@24=00001@29=00002@34=260105"
PART = "552@18=260105@39=A"
CUM = "553@38=0000000100@48=260112@54=0600@58=000000010"
FORM = Form(name="vda_4915", write=vda("559"), base=(HEAD, PART, CUM), element="@")
ITEM = "items.0."
NONE = "553@38=0000000100@48=000000"
DATES = {"553": (48, 67, 86, 105), "554": (6, 25, 44, 63, 82, 101)}
LEFT_OUT = {
    "552": ("33=251231", "114=LN12", "120=STORE-1"),
    "557": ("6=BOX-1", "28=BOX-2", "50=0000050"), "558": ("6=TEXT", "46=TEXT", "86=TEXT"),
}  # fmt: skip


def dates() -> list[Case]:
    found: list[Case] = []
    for record, places in DATES.items():
        first = record == "553"
        base = (HEAD, PART, NONE if first else CUM)
        line = f"{ITEM}lines.{0 if first else 1}."
        for at in places:
            values = f"{at}=260119@{at + 6}=0630@{at + 10}=000000007"
            text = f"553@38=0000000100@{values}" if first else f"554@{values}"
            for into, name, value in (("line.first", "first", "2026-01-19"),
                                      ("line.at", "at", "06:30:00"),
                                      ("line.quantity", "quantity", "7")):  # fmt: skip
                put = FORM.instead if first else FORM.behind
                found.append(put("553", text, into, {f"{line}{name}": value}, base=base))
    return found


RECEIPT = ("553@6=260103@12=00000712@20=260102@26=000000000005@38=0000000100@48=260112@54=0600"
           "@58=000000010")  # fmt: skip

CASES = [
    FORM.instead("551", HEAD.replace("6=K", "6=K2"), "document.customer", {"customer": "K2"}),
    FORM.instead("551", HEAD.replace("15=S", "15=S2"), "document.supplier", {"supplier": "S2"}),
    FORM.instead("551", f"{HEAD}@40=260101", "item.received.since",
                 {f"{ITEM}received.since": "2026-01-01"}),
    FORM.instead("551", HEAD, "nothing", {"customer": "K", f"{ITEM}lines.0.status": "firm"},
                 base=(HEAD.replace("34=260105", "34=261305"), PART, CUM)),
    FORM.instead("551", HEAD.replace("34=260105", "34=261305"), "", {}, refused="date"),
    *(
        FORM.instead("552", f"{PART}@{at}={text}", into, {name: text})
        for at, text, into, name in (
            (6, "011", "item.ship_to", f"{ITEM}ship_to"),
            (9, "5", "document.number", "number"),
            (24, "4", "document.previous_number", "previous_number"),
            (61, "T-A", "item.part_of_supplier", f"{ITEM}part_of_supplier"),
            (83, "P7", "item.order", f"{ITEM}order"),
            (95, "DOCK4", "item.unloading_point", f"{ITEM}unloading_point"),
            (100, "BELT-7", "item.consumption_point", f"{ITEM}consumption_point"),
            (118, "ST", "item.unit", f"{ITEM}unit"),
        )
    ),
    FORM.instead("552", PART.replace("260105", "260106"), "document.issued_on",
                 {"issued_on": "2026-01-06"}),
    FORM.instead("552", PART.replace("=A", "=B"), "item.part", {f"{ITEM}part": "B"}),
    *(
        FORM.instead("553", RECEIPT, f"receipt.{name}", {f"{ITEM}last_receipt.{name}": value})
        for name, value in (("received_on", "2026-01-03"), ("note", "00000712"),
                            ("note_date", "2026-01-02"), ("quantity", "5"))
    ),
    FORM.instead("553", CUM.replace("0000000100", "0000000200"), "item.received",
                 {f"{ITEM}received.quantity": "200"}),
    *dates(),
    *(FORM.instead("552", f"{PART}@{text}", "", {}, same=True) for text in LEFT_OUT["552"]),
    *(FORM.behind("553", f"{record}@{text}", "", {}, same=True)
      for record in ("557", "558") for text in LEFT_OUT[record]),
]  # fmt: skip
