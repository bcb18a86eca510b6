"""X12 862: the call-off. What heads it is BSS."""

from __future__ import annotations

from tests.central.edi.rows.x12_schedule import ITEM, common
from tests.support.edi.rows import Form, x12

FORM = Form(
    name="x12_862", write=x12("862", group="SS"), element="*", component=">",
    base=("BSS*00*N1*20260105*DL*20260101*20260331*****A", *ITEM),
)  # fmt: skip
HEAD = {
    "document.number": ("BSS*00*N2*20260105*DL*20260101*20260331*****A", {"number": "N2"}),
    "document.issued_on": ("BSS*00*N1*20260106*DL*20260101*20260331*****A",
                           {"issued_on": "2026-01-06"}),
    "document.horizon_first": ("BSS*00*N1*20260105*DL*20260102*20260331*****A",
                               {"horizon_first": "2026-01-02"}),
    "document.horizon_last": ("BSS*00*N1*20260105*DL*20260101*20260330*****A",
                              {"horizon_last": "2026-03-30"}),
    "document.order": ("BSS*00*N1*20260105*DL*20260101*20260331****P7*A",
                       {"items.0.order": "P7"}),
    "document.cumulative": ("BSS*00*N1*20260105*DL*20260101*20260331*****C",
                            {"items.0.lines.0.cumulative": "10"}),
}  # fmt: skip
FUNCTIONS = {"01": "cancel", "04": "change", "05": "replace", "07": "duplicate"}
LATER = FORM.base[0].removeprefix("BSS*00")

CASES = [
    *common(FORM),
    *(FORM.instead("BSS", text, into, reads) for into, (text, reads) in HEAD.items()),
    FORM.instead("BSS", "BSS*00**20260105*DL*20260101*20260331*R2****A", "document.number",
                 {"number": "R2"}),
    FORM.instead("BSS", "BSS*00*N2*20260105*DL*20260101*20260331*R2****A", "document.number",
                 {"number": "N2"}),
    *(FORM.instead("BSS", f"BSS*{code}{LATER}", "document.function", {"function": function})
      for code, function in FUNCTIONS.items()),
    FORM.instead("BSS", FORM.base[0], "document.function", {"function": "original"},
                 base=(f"BSS*05{LATER}", *ITEM)),
    FORM.instead("BSS", f"BSS*77{LATER}", "", {}, refused="function"),
]  # fmt: skip
