"""VDA 4915: the finer call-off, by the bytes of the layout that comes with the program."""

from __future__ import annotations

from tests.central.edi.rows.vda import ITEM, Records, common, demands, left_out
from tests.support.edi.rows import Form
from tests.support.edi.vda_rows import vda

RECORDS = Records(family="55", first="@48=260112@54=0600@58=000000010")
FORM = Form(
    name="vda_4915", write=vda("559"), base=(RECORDS.head, RECORDS.part, RECORDS.cum), element="@"
)  # fmt: skip
DATES = {"553": (48, 67, 86, 105), "554": (6, 25, 44, 63, 82, 101)}

CASES = [
    *common(FORM, RECORDS, unit=118),
    FORM.instead("552", f"{RECORDS.part}@100=BELT-7", "item.consumption_point",
                 {f"{ITEM}consumption_point": "BELT-7", f"{ITEM}lines.0.status": "firm"}),
    *demands(FORM, RECORDS, DATES, at="06:30:00"),
    *left_out(FORM, RECORDS, ("33=251231", "114=LN12", "120=STORE-1")),
]  # fmt: skip
