"""X12 830: the plan. What heads it is BFR."""

from __future__ import annotations

from tests.central.edi.rows.x12_schedule import ITEM, common
from tests.support.edi.rows import Form, x12

FORM = Form(
    name="x12_830", write=x12("830"), element="*", component=">",
    base=("BFR*00*N1**DL*A*20260101*20260331*20260105", *ITEM),
)  # fmt: skip
HEAD = {
    "document.number": ("BFR*00*N2**DL*A*20260101*20260331*20260105", {"number": "N2"}),
    "document.horizon_first": ("BFR*00*N1**DL*A*20260102*20260331*20260105",
                               {"horizon_first": "2026-01-02"}),
    "document.horizon_last": ("BFR*00*N1**DL*A*20260101*20260330*20260105",
                              {"horizon_last": "2026-03-30"}),
    "document.issued_on": ("BFR*00*N1**DL*A*20260101*20260331*20260106",
                           {"issued_on": "2026-01-06"}),
    "document.order": ("BFR*00*N1**DL*A*20260101*20260331*20260105***P7",
                       {"items.0.order": "P7"}),
    "document.cumulative": ("BFR*00*N1**DL*C*20260101*20260331*20260105",
                            {"items.0.lines.0.cumulative": "10"}),
}  # fmt: skip
FUNCTIONS = {"01": "cancel", "04": "change", "05": "replace", "07": "duplicate"}
LATER = FORM.base[0].removeprefix("BFR*00")

CASES = [
    *common(FORM),
    *(FORM.instead("BFR", text, into, reads) for into, (text, reads) in HEAD.items()),
    FORM.instead("BFR", "BFR*00**R2*DL*A*20260101*20260331*20260105", "document.number",
                 {"number": "R2"}),
    FORM.instead("BFR", "BFR*00*N2*R2*DL*A*20260101*20260331*20260105", "document.number",
                 {"number": "N2"}),
    *(FORM.instead("BFR", f"BFR*{code}{LATER}", "document.function", {"function": function})
      for code, function in FUNCTIONS.items()),
    FORM.instead("BFR", FORM.base[0], "document.function", {"function": "original"},
                 base=(f"BFR*05{LATER}", *ITEM)),
    FORM.instead("BFR", f"BFR*77{LATER}", "", {}, refused="function"),
]  # fmt: skip
